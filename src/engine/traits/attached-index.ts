// The indexes on partitions that belong to an index of the partitioned table: PostgreSQL makes them with it, and names them.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../complete-fact.ts";
import type { TraitChange } from "./trait-change.ts";

interface Name {
  readonly schema: string;
  readonly name: string;
}

/** Makes, attaches or renames the index of one partition. `part`: the partition, `after`: its index. */
export function attachIndex({ fact, part, before, after, isMade, from, to }: TraitChange): string[] {
  const partition = partitionNamed(part, to);
  if (after === undefined || partition === undefined) return [];
  const { schema, name: table } = partition.id as Name & StableId;
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
    return [{ kind: "index", schema: (partition.id as Name & StableId).schema, name } as StableId];
  });
}

function isReusable({ id, payload }: Fact, partition: Fact, name: string, from: FactBase): boolean {
  if (id.kind !== "index") return false;
  const { schema } = partition.id as Name & StableId;
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
  const { schema, name: table } = partition.id as Name & StableId;
  const start = definition.startsWith("CREATE UNIQUE") ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
  const shape = definition.slice(definition.indexOf(" USING "));
  const only = partition.payload.partitionKey == null ? "" : "ONLY ";
  return `${start} ${quoteIdentifier(name)} ON ${only}${quoteName(table, schema)}${shape}`;
}

/** The index one level up. */
function parentIndex(index: Fact, partition: Fact): string {
  const parent = partition.payload.parentTable as unknown as Name;
  const between = traitsOf(index)[`attached:${parent.schema}.${parent.name}`];
  if (between !== undefined) return quoteName(between, parent.schema);
  const { schema, name } = index.id as Name & StableId;
  return quoteName(name, schema);
}

function partitionsOf(table: StableId, facts: FactBase): Fact[] {
  const children = new Map<string, Fact[]>();
  for (const fact of facts.facts()) {
    if (fact.id.kind !== "table" || fact.payload.partitionBound == null) continue;
    const parent = encodeId({ kind: "table", ...(fact.payload.parentTable as unknown as Name) });
    children.set(parent, [...(children.get(parent) ?? []), fact]);
  }
  const below = (id: StableId): Fact[] =>
    (children.get(encodeId(id)) ?? []).flatMap((fact) => [fact, ...below(fact.id)]);
  return below(table);
}

export function partitionNamed(key: string, facts: FactBase): Fact | undefined {
  // A dot may be a part of either name.
  for (let dot = key.indexOf("."); dot >= 0; dot = key.indexOf(".", dot + 1)) {
    const fact = facts.get({ kind: "table", schema: key.slice(0, dot), name: key.slice(dot + 1) });
    if (fact !== undefined) return fact;
  }
  return undefined;
}

/** Whether the partition that a trait speaks of is there. */
export function hasPartition(key: string, facts: FactBase): boolean {
  return partitionNamed(key, facts) !== undefined;
}

function keyOf(id: StableId): string {
  const { schema, name } = id as Name & StableId;
  return `${schema}.${name}`;
}

export function ownConstraint({ id }: Fact, name: string, facts: FactBase): Fact | undefined {
  const { schema, name: table } = id as { schema: string; name: string };
  return facts.get({ kind: "constraint", schema, table, name });
}
