// NOT NULL, as far as it is more than a property of a column: with a name, NO INHERIT or NOT VALID (PostgreSQL 18), or on a column that
// the table has from a parent which allows NULLs.
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { columnWithin, defaultNotNullName, isNameFixed, isSameNotNullName } from "./not-null-name.ts";
import type { TraitChange } from "./trait-change.ts";

/** Manual: ALTER TABLE, "VALIDATE CONSTRAINT" and "Notes". */
export function setNotNull(change: TraitChange): string[] {
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
    part === "" ? isMade || old?.payload.notNull === true : traitsOf(old)[`not null:${part}`] !== undefined;
  return [
    ...(was ? [`${column} DROP NOT NULL`] : []),
    `${table} ADD CONSTRAINT ${quoteIdentifier(name)} NOT NULL ${quoted} ${state ?? ""}`.trimEnd(),
  ];
}

export function renameNotNull(change: TraitChange): string[] {
  const { fact, part, before, after, isMade, from, to } = change;
  const id = columnWithin(fact.id, part);
  // A column is created with it.
  if (isStateNew(change) || (isMade && id.kind === "column") || (part !== "" && before === undefined))
    return [];
  const now = before ?? defaultNotNullName(id);
  const isNotNull = part !== "" || fact.payload.notNull === true;
  if (after === undefined || isSameNotNullName(id, now, after) || !isNotNull) return [];
  if ([from, to].some((facts) => isNameFixed(id, facts))) return [];
  return [`${targetOf(change).table} RENAME CONSTRAINT ${quoteIdentifier(now)} TO ${quoteIdentifier(after)}`];
}

/** Whether the constraint is made anew for its state, with its name; only what was NOT VALID can be validated in place. */
function isStateNew({ fact, part, from, isMade }: TraitChange): boolean {
  const [state, before] = [fact, isMade ? undefined : from.get(fact.id)].map(
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
