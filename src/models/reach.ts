import { is } from "drizzle-orm";
import { type ForeignKey, isPgEnum, PgColumn, PgPolicy, PgTable } from "drizzle-orm/pg-core";
import { VarveError } from "../errors.ts";
import type { Collected } from "./collect.ts";
import { type EnumType, elementColumn, internals, tableConfig, tableName } from "./drizzle.ts";
import { mentionsIn } from "./mentions.ts";
import { relationName } from "./relation-name.ts";
import { type AnyView, isAnyView, viewConfig } from "./render/view.ts";
import { withinModel } from "./within-model.ts";

type Mentioned = PgTable | AnyView | EnumType;

export interface Reached {
  /** Tables, views and enums that are made only for others to stand on. */
  readonly foreign: ReadonlySet<Mentioned>;
  /** What the models leave to others: `schema.name`, or `schema.*` where all of it is somebody else's. */
  readonly existing: readonly string[];
}

/**
 * Adds to the exported objects those they can't be without: enums of columns, tables that foreign keys and policies
 * point to, tables and views that views select from. Mostly somebody forgot to export them. But in a schema in which
 * nothing is exported they belong to somebody else (`auth.users` of Supabase), as does all in a schema that is
 * `.existing()`, and views that are.
 */
export function reachModels(collected: Collected): Reached {
  const existingViews = [...collected.views.keys()].filter((view) => viewConfig(view).query === undefined);
  for (const view of existingViews) collected.views.delete(view);
  const owned = ownedSchemas(collected);
  const { tables, views, enums, policies } = collected;
  const exported = [...tables.keys(), ...views.keys(), ...enums.keys()];
  const foreign = new Set<Mentioned>(exported.filter((object) => isForeign(object, owned)));
  // Grows while it is read.
  const queue: [PgTable | AnyView | PgPolicy, string][] = [...tables, ...views, ...policies];
  for (const [object, file] of queue) {
    const isForeignObject = !is(object, PgPolicy) && foreign.has(object);
    const mentioned = withinModel(object, file, () => [...mentionedBy(object, isForeignObject)]);
    for (const other of mentioned) {
      if (!add(collected, other, file)) continue;
      if (isForeign(other, owned)) foreign.add(other);
      if (!isEnum(other)) queue.push([other, file]);
    }
  }
  const existing = [...existingViews, ...foreign].map(nameOf);
  return {
    foreign,
    existing: [
      ...new Set([
        ...existing.map(({ schema, name }) => `${schema}.${owned.has(schema) ? name : "*"}`),
        ...existingSchemas(collected).map((schema) => `${schema}.*`),
      ]),
    ],
  };
}

/** False when it is there already. */
function add({ tables, views, enums }: Collected, object: Mentioned, file: string): boolean {
  const known: Map<unknown, string> = isEnum(object) ? enums : isAnyView(object) ? views : tables;
  if (known.has(object)) return false;
  known.set(object, file);
  return true;
}

function isEnum(object: unknown): object is EnumType {
  return isPgEnum(object);
}

function nameOf(object: Mentioned): { schema: string; name: string } {
  if (!isEnum(object)) return relationName(object);
  return { schema: object.schema ?? "public", name: object.enumName };
}

function isForeign(object: Mentioned, owned: ReadonlySet<string>): boolean {
  const isExisting = isAnyView(object) && viewConfig(object).query === undefined;
  return isExisting || !owned.has(nameOf(object).schema);
}

function ownedSchemas(collected: Collected): Set<string> {
  const { tables, views, enums, sequences, schemas } = collected;
  const owned = new Set([
    "public",
    ...[...schemas.keys()].map(({ schemaName }) => schemaName),
    ...[...tables.keys()].map((table) => tableName(table).schema),
    ...[...views.keys()].map((view) => viewConfig(view).schema),
    ...[...enums.keys(), ...sequences.keys()].map(({ schema = "public" }) => schema),
  ]);
  for (const schema of existingSchemas(collected)) owned.delete(schema);
  return owned;
}

/** Those that are `.existing()`, which Drizzle 1.0 knows. */
function existingSchemas({ schemas }: Collected): string[] {
  const existing = [...schemas.keys()].filter(
    (schema) => "isExisting" in schema && schema.isExisting === true,
  );
  return existing.map(({ schemaName }) => schemaName);
}

function* mentionedBy(object: PgTable | AnyView | PgPolicy, isForeignObject: boolean): Generator<Mentioned> {
  if (is(object, PgPolicy)) {
    yield* mentionedByPolicy(object);
  } else if (isAnyView(object)) {
    const { query, selectedFields } = viewConfig(object);
    yield* mentionsIn(query);
    for (const field of Object.values(selectedFields)) if (is(field, PgColumn)) yield* enumOf(field);
  } else {
    const { columns, foreignKeys, policies } = tableConfig(object);
    for (const column of columns) yield* enumOf(column);
    if (isForeignObject) return;
    for (const key of foreignKeys) yield referencedTable(key);
    for (const policy of policies) yield* mentionedByPolicy(policy);
  }
}

/** Two files that import each other may see one another's tables as undefined. */
function referencedTable(key: ForeignKey): PgTable {
  try {
    return key.reference().foreignTable;
  } catch (cause) {
    throw new VarveError("MODEL_INVALID", {
      message: "a foreign key points to nothing: the column it references is undefined.",
      hint: "Check the name of the column, and whether the files of both tables import each other.",
      cause,
    });
  }
}

function* mentionedByPolicy(policy: PgPolicy): Generator<Mentioned> {
  const linked = linkedTable(policy);
  if (linked !== undefined) yield linked;
  yield* mentionsIn([policy.using, policy.withCheck]);
}

function* enumOf(column: PgColumn): Generator<EnumType> {
  const { enum: enumType } = internals(elementColumn(column));
  if (enumType !== undefined) yield enumType;
}

/** What `.link(table)` set. */
export function linkedTable(policy: PgPolicy): PgTable | undefined {
  const { _linkedTable: table } = policy as { _linkedTable?: unknown };
  return is(table, PgTable) ? table : undefined;
}
