import { type Change, describeId, type FactBase, kindOf, nameOf, ownerTable } from "../engine/index.ts";
import { type Rename, renameSql } from "../renames/rename.ts";
import type { Step } from "./steps.ts";

/** A rename as steps; what still uses the old name breaks. Pure. */
export function renameSteps(rename: Rename): Step[] {
  const { from, label } = rename;
  const object = label === undefined ? describeId(from) : `${describeId(from)}.${label.from}`;
  return renameSql(rename).map((sql) => ({
    sql,
    transactional: true,
    hazards: breaksCode.has(from.kind)
      ? [
          {
            code: "BREAKS_OLD_CODE",
            severity: "warning",
            object,
            message: `Code that still says ${object} fails as soon as this is applied.`,
            hint: "Deploy the new code at the same moment, or keep a view with the old name for a while.",
          },
        ]
      : [],
  }));
}

const breaksCode = new Set<string>([
  "schema",
  "table",
  "column",
  "type",
  "view",
  "materializedView",
  "sequence",
]);

/** A rename among the changes that people and programs read. */
export function renameChange({ from, to, label, schema }: Rename, before: FactBase): Change {
  const fact = before.get(from);
  if (schema !== undefined)
    return { action: "alter", kind: from.kind, name: nameOf(from), attribute: "schema", ...schema };
  const table = ownerTable(from);
  return {
    action: "rename",
    kind: label === undefined ? (fact === undefined ? from.kind : kindOf(fact)) : "enum value",
    name: label?.from ?? nameOf(from),
    ...(label === undefined ? (table === undefined ? {} : { table }) : { table: describeId(from) }),
    from: label?.from ?? nameOf(from),
    to: label?.to ?? nameOf(to),
  };
}
