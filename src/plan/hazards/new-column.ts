import type { ColumnDef, Constraint } from "libpg-query";
import { describeId, type Fact } from "../../engine/index.ts";
import { defaultOf, isVolatile } from "../column-default.ts";
import { isConstrained } from "../domain.ts";
import type { Hazard, HazardRule } from "../hazard.ts";
import { columnIdOf, type Transition, tableIdOf } from "../transition.ts";

/** A column that has to be written into every row, or that old code does not know it must fill. */
export const newColumn: HazardRule = (operation, transition) => {
  if (operation.kind !== "AT_AddColumn") return [];
  const table = tableIdOf(transition, operation.table);
  const { def } = operation.command;
  const definition: ColumnDef = def !== undefined && "ColumnDef" in def ? def.ColumnDef : {};
  const column = transition.to.get(columnIdOf(table, definition.colname ?? ""));
  // One that was there is added to a new table, which is empty still.
  if (column === undefined || !transition.survives(table) || transition.survives(column.id)) return [];
  const reason = rewriteReason(transition, column, definition);
  return [
    ...(reason === undefined ? [] : [rewrite(column, describeId(table), reason)]),
    ...(isRequired(transition, column) ? [required(column)] : []),
  ];
};

interface Reason {
  readonly text: string;
  readonly hint: string;
}

const fillLater =
  "On a large table add the column empty, set its default, and fill the rows that exist in batches (backfill).";

function rewriteReason({ to }: Transition, column: Fact, definition: ColumnDef): Reason | undefined {
  const { payload } = column;
  const constraints = (definition.constraints ?? []).flatMap((node): Constraint[] =>
    "Constraint" in node ? [node.Constraint] : [],
  );
  const generated = constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
  if (generated?.generated_kind === "s")
    return {
      text: "its values are computed and stored",
      hint: "On a large table use a plain column with a trigger and fill it in batches (backfill); PostgreSQL 18 has VIRTUAL columns.",
    };
  if (payload.identity !== null) return { text: "each row gets a number", hint: fillLater };
  const expression = defaultOf(to, column);
  if (expression !== undefined && isVolatile(to, expression))
    return { text: `${expression} gives each row a value of its own`, hint: fillLater };
  if (isConstrained(to, String(payload.type)))
    return {
      text: `the domain ${payload.type} has constraints`,
      hint: "On a large table use the domain's base type with a CHECK, added NOT VALID and validated later.",
    };
  return undefined;
}

function rewrite({ id }: Fact, table: string, { text, hint }: Reason): Hazard {
  return {
    code: "TABLE_REWRITE",
    severity: "warning",
    object: table,
    message: `Rewrites ${table} and its indexes for ${describeId(id)} (${text}), while nobody can read or write the table (ACCESS EXCLUSIVE).`,
    hint,
  };
}

function isRequired({ to }: Transition, column: Fact): boolean {
  const { notNull, identity, generatedExpr } = column.payload;
  return (
    notNull === true && identity === null && generatedExpr === null && defaultOf(to, column) === undefined
  );
}

function required({ id }: Fact): Hazard {
  return {
    code: "BREAKS_OLD_CODE",
    severity: "warning",
    object: describeId(id),
    message: `Code that inserts without ${describeId(id)} fails as soon as this is applied.`,
    hint: "Deploy code that fills it first, or give the column a default.",
  };
}
