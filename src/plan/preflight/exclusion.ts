import { columnsOfKey, exclusionKeyOf, type Key } from "../key.ts";
import { constraintChecked } from "./new-constraint.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type PreflightRule } from "./rule.ts";

/** Without an equality in the key every row has to be compared with every other; beyond this many rows nobody waits for it. */
const mostRowsToCompare = 10_000;

/** An EXCLUDE constraint over rows that clash. */
export const exclusion: PreflightRule = (operation, transition) => {
  const added = constraintChecked(operation, transition);
  const key = added && exclusionKeyOf(added);
  if (added === undefined || key === undefined) return [];
  const { table, name } = added;
  const rows = rowsOf(transition, table, columnsOfKey(key), { only: true });
  if (rows === undefined) return [];
  const columns = key.elements.map(({ sql }, index) => `${sql} AS e${index}`);
  const where = key.predicate === undefined ? "" : ` WHERE ${key.predicate}`;
  const candidates = `WITH rows AS (SELECT ${rows.key} AS key, ${columns.join(", ")} FROM ${rows.from}${where})`;
  const clash = key.elements
    .map(({ operator }, index) => `a.e${index} ${operator} b.e${index}`)
    .join(" AND ");
  const exists = `EXISTS (SELECT FROM rows AS b WHERE a.key <> b.key AND ${clash})`;
  const bounded = hasEquality(key)
    ? exists
    : `(SELECT count(*) FROM rows) <= ${mostRowsToCompare} AND ${exists}`;
  return [
    {
      message: `${nameBefore(transition, table)} has rows that ${name} does not allow beside each other`,
      sql: `${candidates} ${selectRows({ key: "a.key", from: "rows AS a" }, bounded)}`,
      hint: "Change or delete one of each two rows that clash first.",
    },
  ];
};

function hasEquality({ elements }: Key): boolean {
  return elements.some(({ operator }) => operator === "=");
}
