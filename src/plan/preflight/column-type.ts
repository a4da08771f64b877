import type { Node } from "libpg-query";
import { type ColumnId, encodeId, type Fact } from "../../engine/index.ts";
import { castRisk } from "../cast.ts";
import { type BaseType, baseTypeOf, isJson, isText } from "../cast-types.ts";
import { conversionRisk, nextType } from "../conversion.ts";
import { checksOf, domainsOf } from "../domain.ts";
import { columnsOfKey } from "../key.ts";
import { mayMerge } from "../loss.ts";
import { columnIdOf, type Transition, tableIdOf, tableOfColumn } from "../transition.ts";
import { domainNulls, domainViolations } from "./domain.ts";
import { originalColumn } from "./future-value.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";
import { trialOf } from "./trial.ts";
import { duplicatesIn, keysOf } from "./unique.ts";

/** Another type for a column, which some values don't fit. An enum that loses values is another type too. */
export const columnType: PreflightRule = (operation, transition) => {
  if (operation.kind !== "AT_AlterColumnType") return [];
  const { def, name = "" } = operation.command;
  const using = def !== undefined && "ColumnDef" in def ? def.ColumnDef.raw_default : undefined;
  return misfitsOf(transition, columnIdOf(tableIdOf(transition, operation.table), name), using);
};

/** The values of a column that don't fit the type it gets; `using`: the expression that converts them. */
export function misfitsOf(transition: Transition, id: ColumnId, using: Node | undefined): Preflight[] {
  const { from, to, survives } = transition;
  const [before, after] = [from.get(id), to.get(id)];
  if (before === undefined || after === undefined || !survives(id)) return [];
  const oldType = baseTypeOf(from, String(before.payload.type));
  const newType = nextType(transition, String(after.payload.type));
  return [
    ...(oldType === undefined || newType === undefined
      ? []
      : [
          ...misfits(transition, id, { using, before: oldType, after: newType }),
          ...mergedKeys(transition, id, oldType, newType),
          ...(after.payload.notNull === true ? nullsOfJson(transition, id, oldType, newType) : []),
        ]),
    ...domainMisfits(transition, before, after),
  ];
}

/** The null of a JSON becomes NULL in a type that holds one value. */
function nullsOfJson(transition: Transition, id: ColumnId, before: BaseType, after: BaseType): Preflight[] {
  const isValue = isJson(before) && !before.isArray && !isJson(after) && !isText(after) && !after.isArray;
  const rows = isValue ? rowsOf(transition, tableOfColumn(id), []) : undefined;
  if (rows === undefined) return [];
  return [
    {
      message: `${nameBefore(transition, id)} is a null of JSON`,
      sql: selectRows(rows, `jsonb_typeof(${originalColumn(transition, id)}::jsonb) = 'null'`),
      hint: "Give these rows a value first: it becomes NULL, and the column is NOT NULL.",
    },
  ];
}

interface Conversion {
  readonly using: Node | undefined;
  readonly before: BaseType;
  readonly after: BaseType;
}

function misfits(transition: Transition, id: ColumnId, { using, before, after }: Conversion): Preflight[] {
  const { serverVersion } = transition;
  const rows = rowsOf(transition, tableOfColumn(id), []);
  const risk = conversionRisk(using, before, after, serverVersion);
  const trial = risk === "unknown" ? trialOf(transition, before, after) : undefined;
  const value = originalColumn(transition, id);
  const condition = typeof risk === "string" ? trial?.fails(value) : risk.condition(value);
  if (rows === undefined || condition === undefined) return [];
  const isByText = castRisk(before, after, serverVersion) === "unknown";
  const instead = `Where none of ${before.text} can be, add a column of another name, fill it, and drop this one.`;
  return [
    {
      message: `${nameBefore(transition, id)} is ${typeof risk === "string" ? `no ${after.text}` : risk.not}`,
      ...(trial && { prepare: trial.prepare }),
      sql: selectRows(rows, condition),
      hint: `Correct the values first: the column becomes ${after.text}.${isByText ? ` ${instead}` : ""}`,
    },
  ];
}

/** Keys that are kept and rebuilt: values that were different may be the same in the new type. */
function mergedKeys(transition: Transition, id: ColumnId, before: BaseType, after: BaseType): Preflight[] {
  if (!mayMerge(before, after)) return [];
  return keysOf(transition.to, tableOfColumn(id))
    .filter(({ key }) => columnsOfKey(key).includes(id.name))
    .flatMap((key) => duplicatesIn(transition, key));
}

/** What the domain asks that the column did not have before. */
function domainMisfits(transition: Transition, before: Fact, after: Fact): Preflight[] {
  const id = after.id as ColumnId;
  const had = domainsOf(transition.from, String(before.payload.type)).map((domain) => encodeId(domain.id));
  return domainsOf(transition.to, String(after.payload.type))
    .filter((domain) => !had.includes(encodeId(domain.id)))
    .flatMap((domain) => [
      ...(domain.payload.notNull === true ? domainNulls(transition, id) : []),
      ...checksOf(transition.to, domain).flatMap((check) => domainViolations(transition, id, check)),
    ]);
}
