// NOT NULL, as far as it is more than a property of a column: with a name, NO INHERIT or NOT VALID (PostgreSQL 18), or on a column that
// the table has from a parent which allows NULLs.
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { isNotNullIn } from "../facts/inherited-not-null.ts";
import { columnWithin, defaultNotNullName, isNameFixed, isSameNotNullName } from "./not-null-name.ts";
import { isMadeAbove, parentOf } from "./parents-column.ts";
import type { TraitChange, TraitTopic, TraitValues } from "./trait.ts";
import { column, wholeOf } from "./trait-rows.ts";

const state =
  "concat_ws(' ', CASE WHEN con.connoinherit THEN 'NO INHERIT' END, CASE WHEN NOT con.convalidated THEN 'NOT VALID' END)";

/** `con`: the constraint of a column `a`, from PostgreSQL 18 on. */
const constraint = "con.conrelid = a.attrelid AND con.contype = 'n' AND con.conkey = ARRAY[a.attnum]";

export const notNulls: TraitTopic = {
  sources: [
    {
      since: 18,
      sql: `SELECT ${column}, 'not null', ${state} FROM att a JOIN pg_constraint con ON ${constraint}
      WHERE con.conislocal AND (con.connoinherit OR NOT con.convalidated) AND a.relkind IN ('r', 'p')`,
    },
    {
      since: 18,
      sql: `SELECT ${column}, 'not null name', con.conname::text FROM att a JOIN pg_constraint con ON ${constraint}
      WHERE con.conislocal AND a.relkind IN ('r', 'p')`,
    },
    {
      since: 17,
      sql: `SELECT 'domain', n.nspname::text, NULL, t.typname::text, 'not null name', con.conname::text
      FROM pg_constraint con JOIN pg_type t ON t.oid = con.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE con.contype = 'n' AND t.oid >= 16384`,
    },
    {
      sql: `SELECT ${wholeOf("a")}, 'not null:' || a.attname, coalesce(nullif(${state}, ''), 'true')
      FROM inherited a LEFT JOIN pg_constraint con ON ${constraint} WHERE a.attnotnull AND NOT a.parent_not_null`,
    },
    {
      since: 18,
      sql: `SELECT ${wholeOf("a")}, 'not null name:' || a.attname, con.conname::text
      FROM inherited a JOIN pg_constraint con ON ${constraint} WHERE a.attnotnull AND NOT a.parent_not_null`,
    },
    {
      // See ground/attached-not-null.ts.
      since: 18,
      sql: `SELECT ${wholeOf("a")}, 'attached not null:' || a.attname, json_build_array(above.conname, con.conname)::text
      FROM inherited a JOIN pg_constraint con ON ${constraint}
      JOIN pg_constraint above ON above.conrelid = a.parent AND above.contype = 'n' AND above.conkey = ARRAY[a.parent_number]
      WHERE a.relispartition AND above.conname <> con.conname`,
    },
    {
      // See mends/not-null-apart.ts.
      since: 18,
      sql: `SELECT ${wholeOf("a")}, 'own not null:' || a.attname, con.conname::text
      FROM inherited a JOIN pg_constraint con ON ${constraint} WHERE a.parent_not_null AND con.conislocal AND NOT a.relispartition`,
    },
  ],
  traits: {
    "not null": {
      family: "table",
      ofColumn: (part) => part,
      isPassedDown: true,
      isLost: isSetAbove,
      set: setNotNull,
    },
    "not null name": {
      family: "physical",
      ofColumn: (part) => part,
      isCompared: isNameOfBoth,
      isLost: isSetAbove,
      set: renameNotNull,
    },
  },
};

/** A column that is not NOT NULL on one side is compared as such. */
function isNameOfBoth({ fact, part, before, after, from, to }: TraitValues): boolean {
  const id = columnWithin(fact.id, part);
  if (before === undefined || after === undefined || isSameNotNullName(id, before, after)) return false;
  return ![from, to].some((facts) => isNameFixed(id, facts));
}

function isSetAbove(change: TraitChange): boolean {
  const { fact, part, from, to } = change;
  const parent = parentOf(fact);
  if (part === "" || parent === undefined) return false;
  return isMadeAbove(part, change) || isNotNullIn(part, parent, from) !== isNotNullIn(part, parent, to);
}

/** Manual: ALTER TABLE, "VALIDATE CONSTRAINT" and "Notes". */
function setNotNull(change: TraitChange): string[] {
  const { fact, part, before, after, isMade, from } = change;
  const { table, column, quoted } = targetOf(change);
  const old = from.get(fact.id);
  const isNotNull = part === "" ? fact.payload.notNull === true : after !== undefined;
  if (!isNotNull) return part === "" ? [] : [`${column} DROP NOT NULL`];
  const state = after === "true" ? undefined : after;
  const name = nameIn(change, traitsOf(fact));
  if (before === "NOT VALID" && state === undefined) {
    // A column's own is renamed later on, one that it has from a parent was before: traits go by their names.
    const now = part === "" ? nameIn(change, traitsOf(old)) : name;
    return [`${table} VALIDATE CONSTRAINT ${quoteIdentifier(now)}`];
  }
  const isUsual = name === defaultNotNullName(columnWithin(fact.id, part));
  if (part !== "" && state === undefined && isUsual) return [`${column} SET NOT NULL`];
  const was =
    part === ""
      ? isMade(fact.id) || old?.payload.notNull === true
      : traitsOf(old)[`not null:${part}`] !== undefined;
  return [
    ...(was ? [`${column} DROP NOT NULL`] : []),
    `${table} ADD CONSTRAINT ${quoteIdentifier(name)} NOT NULL ${quoted} ${state ?? ""}`.trimEnd(),
  ];
}

function renameNotNull(change: TraitChange): string[] {
  const { fact, part, before, after, isMade, from, to } = change;
  const id = columnWithin(fact.id, part);
  // A column is created with it.
  if (
    isStateNew(change) ||
    (isMade(fact.id) && id.kind === "column") ||
    (part !== "" && before === undefined)
  )
    return [];
  const now = before ?? defaultNotNullName(id);
  const isNotNull = part !== "" || fact.payload.notNull === true;
  if (after === undefined || isSameNotNullName(id, now, after) || !isNotNull) return [];
  if ([from, to].some((facts) => isNameFixed(id, facts))) return [];
  return [`${targetOf(change).table} RENAME CONSTRAINT ${quoteIdentifier(now)} TO ${quoteIdentifier(after)}`];
}

/** Whether the constraint is made anew for its state, with its name; only what was NOT VALID can be validated in place. */
function isStateNew({ fact, part, from, isMade }: TraitChange): boolean {
  const [state, before] = [fact, isMade(fact.id) ? undefined : from.get(fact.id)].map(
    (each) => traitsOf(each)[part === "" ? "not null" : `not null:${part}`],
  );
  return state !== before && !(before === "NOT VALID" && (state ?? "true") === "true");
}

function nameIn({ fact, part }: TraitChange, traits: Readonly<Record<string, string>>): string {
  const name = traits[part === "" ? "not null name" : `not null name:${part}`];
  return name ?? defaultNotNullName(columnWithin(fact.id, part));
}

function targetOf({ fact, part }: TraitChange) {
  const id = columnWithin(fact.id, part) as { kind: string; schema: string; table: string; name: string };
  const table =
    id.kind === "domain"
      ? `ALTER DOMAIN ${quoteName(id.name, id.schema)}`
      : `ALTER TABLE ${quoteName(id.table, id.schema)}`;
  const quoted = quoteIdentifier(id.name);
  return { table, quoted, column: `${table} ALTER COLUMN ${quoted}` };
}
