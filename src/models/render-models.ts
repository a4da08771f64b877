import { is } from "drizzle-orm";
import { type ForeignKey, type PgPolicy, PgRole, type PgTable } from "drizzle-orm/pg-core";
import { distinctBy, grouped } from "../by-key.ts";
import { VarveError } from "../errors.ts";
import type { Collected } from "./collect.ts";
import { renderPartitionKey } from "./declare/partition.ts";
import { type Casing, tableConfig, tableName } from "./drizzle.ts";
import { mentionsIn } from "./mentions.ts";
import { namesInQuery } from "./names-in-query.ts";
import { linkedTable } from "./reach.ts";
import { declaredBy, renderDeclared } from "./render/declaration.ts";
import { renderEnum } from "./render/enum-type.ts";
import { renderForeignKey } from "./render/foreign-key.ts";
import { renderIndex } from "./render/index-statement.ts";
import { renderPolicy, rolesOf } from "./render/policy.ts";
import { renderRole } from "./render/role.ts";
import { renderSchema } from "./render/schema.ts";
import { renderSequence } from "./render/sequence.ts";
import { renderRowSecurity, renderTable } from "./render/table.ts";
import { type AnyView, isAnyView, renderView, viewConfig } from "./render/view.ts";
import type { Rendered } from "./statement.ts";
import { withinModel } from "./within-model.ts";

/** A statement and the file its model comes from. */
export interface Sourced {
  readonly rendered: Rendered;
  readonly file: string;
}

/** Later kinds may need earlier ones. Indexes come before foreign keys, which may point to a unique index. */
const order = [
  "schema",
  "extension",
  "enum",
  "domain",
  "sequence",
  "function",
  "procedure",
  "table",
  "partition",
  "index",
  "foreign key",
  "view",
  "materialized view",
  "row security",
  "policy",
  "trigger",
  "comment",
];

/**
 * Everything collected as statements, in an order that PostgreSQL accepts as far as the models tell it. Pure.
 *
 * @param foreign objects that are made only for others to stand on: nothing of their own is added to them
 * Errors: MODEL_INVALID.
 */
export function renderModels(collected: Collected, foreign: ReadonlySet<unknown>, casing: Casing): Sourced[] {
  const made: Sourced[] = [];
  const make = <T>(objects: Iterable<[T, string]>, render: (object: T) => readonly Rendered[]) => {
    for (const [object, file] of objects) {
      made.push(
        ...withinModel(object, file, () => kept(render(object))).map((rendered) => ({ rendered, file })),
      );
    }
  };
  const linked = linkedPolicies(collected);
  const suffixes = partitionings(collected, casing);
  make(collected.enums, (type) => [renderEnum(type)]);
  make(collected.sequences, (sequence) => [renderSequence(sequence)]);
  make(collected.tables, (table) => {
    const own = renderTable(table, { casing, suffix: suffixes.get(table) });
    return foreign.has(table) ? [own] : [own, ...renderParts(table, linked.get(table) ?? [], casing)];
  });
  make(dependenciesFirst(collected.views), (view) => [renderView(view, casing, namesInQuery(view, casing))]);
  make(collected.policies, (policy) => {
    const table = linkedTable(policy);
    return table !== undefined && foreign.has(table) ? [renderPolicy(policy, table, casing)] : [];
  });
  make(collected.declarations, (object) => [renderDeclared(declaredBy(object), casing) ?? []].flat());
  const all = [...renderSchemas(collected, made), ...made];
  return all.sort((a, b) => order.indexOf(a.rendered.kind) - order.indexOf(b.rendered.kind));
}

/** The server would take the character for the end of the statement, and hang up. */
function kept(rendered: readonly Rendered[]): readonly Rendered[] {
  if (!rendered.some(({ sql }) => sql.includes("\0"))) return rendered;
  throw new VarveError("MODEL_INVALID", {
    message: "a text of it holds a NUL character.",
    hint: "PostgreSQL keeps none: leave it out, or make it a bytea.",
  });
}

function renderParts(table: PgTable, linked: readonly PgPolicy[], casing: Casing): Rendered[] {
  const { indexes, foreignKeys, enableRLS, policies: own } = tableConfig(table);
  const policies = [...new Set([...own, ...linked])];
  return [
    ...indexes.map((index) => renderIndex(index, casing)),
    ...distinct(foreignKeys).map((key) => renderForeignKey(key, casing)),
    // A policy without row level security would be dead letters: Drizzle takes it as switched on.
    ...(enableRLS || policies.length > 0 ? [renderRowSecurity(table)] : []),
    ...policies.map((policy) => renderPolicy(policy, table, casing)),
  ];
}

/** One key said twice, by `.references()` and by `foreignKey()`: the latter counts, as in drizzle-kit. */
function distinct(keys: readonly ForeignKey[]): ForeignKey[] {
  const identity = (key: ForeignKey) => {
    const { columns, foreignColumns, foreignTable } = key.reference();
    const names = [columns, foreignColumns].map((list) => list.map(({ name }) => name));
    return JSON.stringify([key.getName(), names, tableName(foreignTable)]);
  };
  return distinctBy(keys, identity);
}

/** The exported schemas and those that anything is in. */
function renderSchemas({ schemas }: Collected, made: readonly Sourced[]): Sourced[] {
  const files = new Map<string, string>();
  for (const [{ schemaName }, file] of schemas) if (!files.has(schemaName)) files.set(schemaName, file);
  for (const { rendered, file } of made) {
    if (rendered.schema !== undefined && !files.has(rendered.schema)) files.set(rendered.schema, file);
  }
  files.delete("public");
  return [...files].map(([name, file]) => ({ rendered: renderSchema(name), file }));
}

function linkedPolicies({ policies }: Collected): Map<PgTable, PgPolicy[]> {
  return grouped(
    [...policies.keys()].flatMap((policy) => {
      const table = linkedTable(policy);
      return table === undefined ? [] : [[table, policy] as const];
    }),
  );
}

function partitionings({ declarations }: Collected, casing: Casing): Map<PgTable, string> {
  const declared = [...declarations.keys()].map(declaredBy);
  return new Map(
    declared.flatMap((data) =>
      data.kind === "partitioning" ? [[data.table, renderPartitionKey(data.key, casing)] as const] : [],
    ),
  );
}

/** A view after the views it selects from. */
function dependenciesFirst(views: ReadonlyMap<AnyView, string>): Map<AnyView, string> {
  const sorted = new Map<AnyView, string>();
  const visiting = new Set<AnyView>();
  const visit = (view: AnyView) => {
    const file = views.get(view);
    if (file === undefined || visiting.has(view)) return;
    visiting.add(view);
    for (const mentioned of mentionsIn(viewConfig(view).query)) if (isAnyView(mentioned)) visit(mentioned);
    sorted.set(view, file);
  };
  for (const view of views.keys()) visit(view);
  return sorted;
}

/** The roles that models declare, exported or named by a policy; not those that are `.existing()`. */
export function renderRoles({ roles, tables, policies }: Collected): Sourced[] {
  const found = new Map<PgRole, string>(roles);
  const add = (policy: PgPolicy, file: string) => {
    for (const role of rolesOf(policy)) if (is(role, PgRole) && !found.has(role)) found.set(role, file);
  };
  for (const [table, file] of tables) for (const policy of tableConfig(table).policies) add(policy, file);
  for (const [policy, file] of policies) add(policy, file);
  const byName = new Map([...found].map(([role, file]) => [role.name, { role, file }]));
  return [...byName.values()]
    .filter(({ role }) => (role as { _existing?: boolean })._existing !== true)
    .map(({ role, file }) => ({ rendered: renderRole(role), file }));
}
