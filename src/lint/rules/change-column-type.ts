import { describeTable, type LintRule } from "../rule.ts";

// The type before is not in the statement; `varve revision` knows it, and names what is really rewritten.
export const changeColumnType: LintRule = {
  name: "change-column-type",
  severity: "warning",
  check(operation, known) {
    if (operation.kind !== "AT_AlterColumnType" || known.isNew(operation.table)) return [];
    const table = describeTable(operation.table);
    return [
      {
        message: `May rewrite ${table} and its indexes while nobody can read or write it, for the new type of ${operation.command.name}.`,
        hint: "Only a few changes are free (varchar(n) to a longer one or text, numeric to more digits of the same scale, cidr to inet). Otherwise: new column, backfill(…), swap.",
      },
    ];
  },
};
