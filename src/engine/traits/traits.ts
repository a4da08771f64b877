// The traits that the engine doesn't read: what kind of thing each is, and the statement that sets it.
import type { Fact, StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteLiteral, quoteName } from "../../sql/quote.ts";
import { splitTrait, traitsOf } from "../facts/complete-fact.ts";
import { inheritedChecks } from "../facts/inherited-check.ts";
import type { TableName } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { attachIndex } from "./attached-index.ts";
import { switchTrigger } from "./cloned-trigger.ts";
import { columnOfRight, grantOnColumn } from "./column-rights.ts";
import { setForeignOptions } from "./foreign-options.ts";
import { renameNotNull, setNotNull } from "./not-null.ts";
import { clearDefault, setDefault, setExpression } from "./own-expression.ts";
import type { TraitChange } from "./trait-change.ts";

export interface Trait {
  /** What has to be managed for it to be compared; `table`: it is compared with its table. */
  readonly family: "comment" | "grant" | "owner" | "physical" | "table" | "trigger";
  /** It is a part of the statement that creates the object. */
  readonly isCreated?: true;
  /** The column that it is of, if the part is one or names one. */
  ofColumn?(part: string): string;
  /** It names an index, which has to be there with its name. */
  readonly isOnIndex?: true;
  /** It is of the tables below too. */
  readonly isPassedDown?: true;
  /** Statements to run before everything else, for what would be in the way. */
  clear?(change: TraitChange): string[];
  set(change: TraitChange): string[];
}

export interface KnownTrait {
  readonly trait: Trait;
  readonly part: string;
}

/** `comment on column:x` → the trait and `x`. */
export function readTrait(text: string): KnownTrait | undefined {
  const [kind, part] = splitTrait(text);
  const trait = traits[kind];
  return trait && { trait, part };
}

const itself = (part: string): string => part;
const physical = (set: Trait["set"]): Trait => ({ family: "physical", set });

const traits: Record<string, Trait> = {
  storage: physical(({ fact, part, after }) => [
    `${columnOf(fact, part)} SET STORAGE ${after ?? defaultStorage(fact, part)}`,
  ]),
  compression: physical(({ fact, part, after }) => [
    `${columnOf(fact, part)} SET COMPRESSION ${after ?? "default"}`,
  ]),
  statistics: physical(({ fact, part, after = "-1" }) => [`${columnOf(fact, part)} SET STATISTICS ${after}`]),
  "foreign options": { family: "table", set: setForeignOptions },
  options: physical(({ fact, part, before, after }) => setOptions(columnOf(fact, part), before, after)),
  "toast options": physical(({ fact, before, after }) =>
    setOptions(`ALTER TABLE ${quotedName(fact.id)}`, before, after),
  ),
  "index options": physical(({ fact, before, after }) =>
    setOptions(`ALTER INDEX ${quotedName(fact.id)}`, before, after),
  ),
  cluster: {
    family: "physical",
    isOnIndex: true,
    set: ({ fact, after }) => [
      `${alter(fact)} ${after === undefined ? "SET WITHOUT CLUSTER" : `CLUSTER ON ${quoteIdentifier(after)}`}`,
    ],
  },
  // Only while its columns are NOT NULL can an index be it. Manual: ALTER TABLE, "REPLICA IDENTITY".
  "replica identity": {
    family: "table",
    isOnIndex: true,
    clear: ({ fact, before }) => (before === undefined ? [] : [`${alter(fact)} REPLICA IDENTITY DEFAULT`]),
    set: ({ fact, after }) =>
      after === undefined ? [] : [`${alter(fact)} REPLICA IDENTITY USING INDEX ${quoteIdentifier(after)}`],
  },
  "access method": physical(({ fact, after }) => [
    `${alter(fact)} SET ACCESS METHOD ${quoteIdentifier(after ?? "heap")}`,
  ]),
  tablespace: physical(({ fact, after }) => [
    `${alter(fact)} SET TABLESPACE ${quoteIdentifier(after ?? "pg_default")}`,
  ]),
  unlogged: physical(({ fact, after }) => [
    `${alter(fact)} SET ${after === undefined ? "LOGGED" : "UNLOGGED"}`,
  ]),
  "statistics object": {
    family: "physical",
    clear: ({ part, before }) => (before === undefined ? [] : [`DROP STATISTICS ${part}`]),
    set: ({ after }) => (after === undefined ? [] : [after]),
  },
  "not null name": { family: "physical", ofColumn: itself, set: renameNotNull },
  "not null": { family: "table", ofColumn: itself, isPassedDown: true, set: setNotNull },
  generated: { family: "table", ofColumn: itself, set: setExpression },
  default: { family: "table", ofColumn: itself, clear: clearDefault, set: setDefault },
  // Before anything else the table leaves what parents it has too many, and at the end it joins those it lacks.
  parent: { family: "table", isCreated: true, set: () => [] },
  // For one that is to be NOT VALID again, that of the parent is made anew.
  "validated check": {
    family: "table",
    set: ({ fact, part, after, to }) =>
      after === undefined || !inheritedChecks(fact.id as TableName & StableId, to).has(part)
        ? []
        : [`${alter(fact)} VALIDATE CONSTRAINT ${quoteIdentifier(part)}`],
  },
  attached: { family: "table", set: attachIndex },
  // The index is made anew for it.
  "attached definition": { family: "table", set: () => [] },
  "cloned trigger": { family: "trigger", set: switchTrigger },
  "of type": {
    family: "table",
    // Its columns can't come, go or change by themselves.
    clear: ({ fact }) => [`${alter(fact)} NOT OF`],
    set: ({ fact, after }) => (after === undefined ? [] : [`${alter(fact)} OF ${after}`]),
  },
  "comment on column": {
    family: "comment",
    ofColumn: itself,
    set: ({ fact, part, after }) => [
      `COMMENT ON COLUMN ${quotedName(fact.id)}.${quoteIdentifier(part)} IS ${literal(after)}`,
    ],
  },
  "statistics target": {
    family: "physical",
    set: ({ part, after = -1 }) => [`ALTER STATISTICS ${part} SET STATISTICS ${after}`],
  },
  "comment on statistics": {
    family: "comment",
    set: ({ part, after }) => [`COMMENT ON STATISTICS ${part} IS ${literal(after)}`],
  },
  "owner of statistics": {
    family: "owner",
    set: ({ part, after }) => (after === undefined ? [] : [`ALTER STATISTICS ${part} OWNER TO ${after}`]),
  },
  "column rights": { family: "grant", ofColumn: columnOfRight, set: grantOnColumn },
  "comment on index": {
    family: "comment",
    set: ({ fact, after }) => [`COMMENT ON INDEX ${quotedName(fact.id)} IS ${literal(after)}`],
  },
};

/** Only these types have another storage than the one that compresses and moves out. */
function defaultStorage(fact: Fact, part: string): string {
  const name = `${quoteIdentifier(part)} `;
  const told = traitsOf(fact)
    .columns?.split("\n")
    .find((line) => line.startsWith(name));
  const type = told?.slice(name.length) ?? String(fact.payload.type);
  return /^(numeric|inet|cidr)\b/.test(type) ? "MAIN" : "EXTENDED";
}

function setOptions(prefix: string, before = "", after = ""): string[] {
  const [old, now] = [optionsIn(before), optionsIn(after)];
  const gone = [...old.keys()].filter((key) => !now.has(key));
  const set = [...now]
    .filter(([key, value]) => old.get(key) !== value)
    .map(([key, value]) => `${key} = ${value}`);
  return [
    ...(set.length === 0 ? [] : [`${prefix} SET (${set.join(", ")})`]),
    ...(gone.length === 0 ? [] : [`${prefix} RESET (${gone.join(", ")})`]),
  ];
}

function optionsIn(text: string): Map<string, string> {
  const pairs = text.split(", ").filter((option) => option !== "");
  return new Map(pairs.map((option) => option.split("=", 2) as [string, string]));
}

function literal(value: string | undefined): string {
  return value === undefined ? "NULL" : quoteLiteral(value);
}

const keywords: Partial<Record<StableId["kind"], string>> = { materializedView: "MATERIALIZED VIEW" };

function alter({ id }: Fact): string {
  return `ALTER ${keywords[id.kind] ?? id.kind.toUpperCase()} ${quotedName(id)}`;
}

function tableOf({ id }: Fact): string {
  const { schema, table } = id as { schema: string; table: string };
  return `ALTER TABLE ${quoteName(table, schema)}`;
}

/** A column, or a part: of a materialized view by its name, of an index by its number. */
function columnOf(fact: Fact, part: string): string {
  if (part !== "")
    return `${alter(fact)} ALTER COLUMN ${fact.id.kind === "index" ? part : quoteIdentifier(part)}`;
  return `${tableOf(fact)} ALTER COLUMN ${quoteIdentifier((fact.id as { name: string }).name)}`;
}
