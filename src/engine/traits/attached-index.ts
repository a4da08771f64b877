// The indexes on partitions that belong to an index of the partitioned table: PostgreSQL makes them with it, and names them.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../complete-fact.ts";
import { partitionedParent, partitionNamed, partitionsOf, type TableId } from "../partitions.ts";
import type { TraitChange } from "./trait-change.ts";

/** Makes, attaches or renames the index of one partition. `part`: the partition, `after`: its index. */
export function attachIndex({ fact, part, before, after, isMade, from, to }: TraitChange): string[] {
  const partition = partitionNamed(part, to);
  if (after === undefined || partition === undefined) return [];
  const { schema, name: table } = partition.id as TableId;
  const attach = [`ALTER INDEX ${parentIndex(fact, partition)} ATTACH PARTITION ${quoteName(after, schema)}`];
  // With a constraint of its own, the partition is attached, or made, before it is taken up.
  if (fact.id.kind === "index" && ownConstraint(partition, after, to) !== undefined)
    return isOnParentOnly(fact, to) ? attach : [];
  const isLone = isOnParentOnly(fact, to) && (isMade || from.has(partition.id));
  if (before !== undefined || ((isMade || !from.has(partition.id)) && !isLone)) {
    const given = before ?? traitsOf(fact)[`default index:${part}`] ?? after;
    const now = isReusable(fact, partition, after, from) ? after : given;
    if (now === after) return [];
    return fact.id.kind === "constraint"
      ? [
          `ALTER TABLE ${quoteName(table, schema)} RENAME CONSTRAINT ${quoteIdentifier(now)} TO ${quoteIdentifier(after)}`,
        ]
      : [`ALTER INDEX ${quoteName(now, schema)} RENAME TO ${quoteIdentifier(after)}`];
  }
  return isReusable(fact, partition, after, from)
    ? attach
    : [definitionOn(fact, partition, after), ...attach];
}

/** True for an index that lacks its counterpart on some partition, so that it was made with ON ONLY. */
export function isOnParentOnly(index: Fact, facts: FactBase): boolean {
  if (index.id.kind !== "index" || index.parent === undefined) return false;
  const traits = traitsOf(index);
  return partitionsOf(index.parent, facts).some(({ id }) => traits[`attached:${keyOf(id)}`] === undefined);
}

/** The indexes that are on partitions already and can become a part of this one. */
export function reusableIndexes(index: Fact, from: FactBase, to: FactBase): StableId[] {
  return Object.entries(traitsOf(index)).flatMap(([trait, name]) => {
    const partition = trait.startsWith("attached:")
      ? partitionNamed(trait.slice("attached:".length), to)
      : undefined;
    if (partition === undefined || !isReusable(index, partition, name, from)) return [];
    return [{ kind: "index", schema: (partition.id as TableId).schema, name } as StableId];
  });
}

function isReusable({ id, payload }: Fact, partition: Fact, name: string, from: FactBase): boolean {
  if (id.kind !== "index") return false;
  const { schema } = partition.id as TableId;
  const own = from.get({ kind: "index", schema, name });
  if (own?.parent === undefined || encodeId(own.parent) !== encodeId(partition.id)) return false;
  return shapeOf(own) === shapeOf({ payload });
}

/** What an index is apart from its name and table. */
function shapeOf({ payload }: Pick<Fact, "payload">): string {
  const definition = String(payload.def);
  return `${definition.startsWith("CREATE UNIQUE")} ${definition.slice(definition.indexOf(" USING "))}`;
}

function definitionOn({ payload }: Fact, partition: Fact, name: string): string {
  const definition = String(payload.def);
  const { schema, name: table } = partition.id as TableId;
  const start = definition.startsWith("CREATE UNIQUE") ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
  const shape = definition.slice(definition.indexOf(" USING "));
  const only = partition.payload.partitionKey == null ? "" : "ONLY ";
  return `${start} ${quoteIdentifier(name)} ON ${only}${quoteName(table, schema)}${shape}`;
}

/** The index one level up. */
function parentIndex(index: Fact, partition: Fact): string {
  const parent = partitionedParent(partition) as TableId;
  const between = traitsOf(index)[`attached:${parent.schema}.${parent.name}`];
  if (between !== undefined) return quoteName(between, parent.schema);
  const { schema, name } = index.id as TableId;
  return quoteName(name, schema);
}

function keyOf(id: StableId): string {
  const { schema, name } = id as TableId;
  return `${schema}.${name}`;
}

export function ownConstraint({ id }: Fact, name: string, facts: FactBase): Fact | undefined {
  const { schema, name: table } = id as { schema: string; name: string };
  return facts.get({ kind: "constraint", schema, table, name });
}
