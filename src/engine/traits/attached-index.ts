// The indexes on partitions that belong to an index of the partitioned table: PostgreSQL makes them with it, and names them.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { partsWith, traitsOf } from "../facts/complete-fact.ts";
import { objectName } from "../facts/object-name.ts";
import {
  isPartition,
  partitionedParent,
  partitionNamed,
  partitionsOf,
  type TableId,
} from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { attachedTo, nameAfter } from "./attached-name.ts";
import { isSameIndex, mayBeTaken, shapeOf } from "./index-shape.ts";
import type { TraitChange } from "./trait.ts";

/** Makes, attaches or renames the index of one partition. `part`: the partition, `after`: its index. */
export function attachIndex(change: TraitChange): string[] {
  const { fact, part, before, after, isMade, from, to } = change;
  const partition = partitionNamed(part, to);
  if (after === undefined || partition === undefined) return [];
  const { schema, name: table } = partition.id as TableId;
  const isApart = (index: Fact) => isMadeApart(index, from, to);
  const name = nameAfter(change, isApart);
  const attach = [
    `ALTER INDEX ${parentIndex(change, partition, isApart)} ATTACH PARTITION ${quoteName(name, schema)}`,
  ];
  // With a constraint of its own, the partition is attached, or made, before it is taken up.
  if (fact.id.kind === "index" && ownConstraint(partition, after, to) !== undefined)
    return isOnParentOnly(fact, to) ? attach : [];
  const isLone = isApart(fact) && (isMade(fact.id) || from.has(partition.id));
  if (before !== undefined || ((isMade(fact.id) || !from.has(partition.id)) && !isLone)) {
    const given =
      before === undefined
        ? (traitsOf(fact)[`default index:${part}`] ?? after)
        : attachedTo(from.get(fact.id), part);
    const old = namesByOldColumns(change, table);
    if (old.length > 0)
      return [given, ...old].flatMap((other) =>
        other === undefined || other === name
          ? []
          : [`ALTER INDEX IF EXISTS ${quoteName(other, schema)} RENAME TO ${quoteIdentifier(name)}`],
      );
    const now = isReusable(fact, partition, change) ? after : given;
    if (now === undefined || now === name) return [];
    return fact.id.kind === "constraint"
      ? [
          `ALTER TABLE ${quoteName(table, schema)} RENAME CONSTRAINT ${quoteIdentifier(now)} TO ${quoteIdentifier(name)}`,
        ]
      : [`ALTER INDEX ${quoteName(now, schema)} RENAME TO ${quoteIdentifier(name)}`];
  }
  return isReusable(fact, partition, change) ? attach : [definitionOn(change, partition, name), ...attach];
}

/** What PostgreSQL may call the index of a new partition where a column was renamed, as it was on one database and not on another. */
function namesByOldColumns({ fact, before, isMade, from, to }: TraitChange, partition: string): string[] {
  if (before !== undefined || isMade(fact.id)) return [];
  const label = fact.id.kind === "index" ? "idx" : fact.payload.type === "u" ? "key" : "excl";
  return [from, to].flatMap((facts) => {
    const columns = traitsOf(facts.get(fact.id))["old columns"];
    return columns === undefined ? [] : [objectName(partition, columns, `_${label}`)];
  });
}

/** True for an index that lacks its counterpart on some partition, so that it was made with ONLY. */
export function isOnParentOnly(index: Fact, facts: FactBase): boolean {
  if (!isIndex(index) || index.parent === undefined) return false;
  const traits = traitsOf(index);
  return partitionsOf(index.parent, facts).some(({ id }) => traits[`attached:${keyOf(id)}`] === undefined);
}

/**
 * Whether it is made on the parent alone, and on each partition by itself: also where PostgreSQL would take an index of a partition
 * that is to stay beside it, or where that of a partition is another one.
 */
export function isMadeApart(index: Fact, from: FactBase, to: FactBase): boolean {
  if (!isIndex(index) || index.parent === undefined) return false;
  if (isOnParentOnly(index, to)) return true;
  return partitionsOf(index.parent, to).some((partition) => {
    const part = keyOf(partition.id);
    if (traitsOf(index)[`attached definition:${part}`] !== undefined) return true;
    const after = traitsOf(index)[`attached:${part}`] ?? "";
    return [from, to].some((facts) =>
      facts
        .childrenOf(partition.id)
        .some(
          (own) =>
            mayBeTaken(own, index) &&
            !isReusable(index, partition, { from, to, after }, (own.id as TableId).name) &&
            !((own.id as TableId).name === after && isConstraint(own, partition, to)),
        ),
    );
  });
}

/** Or becomes one of the same name. */
function isConstraint({ id }: Fact, partition: Fact, to: FactBase): boolean {
  return id.kind === "constraint" || ownConstraint(partition, (id as TableId).name, to) !== undefined;
}

/** The indexes that are on partitions already and can become a part of this one. */
export function reusableIndexes(index: Fact, from: FactBase, to: FactBase): StableId[] {
  return partsWith("attached", index).flatMap(([part, name]) => {
    const partition = partitionNamed(part, to);
    if (partition === undefined || !isReusable(index, partition, { from, to, after: name })) return [];
    return [{ kind: "index", schema: (partition.id as TableId).schema, name } as StableId];
  });
}

function isReusable(
  index: Fact,
  partition: Fact,
  { from, to, after = "" }: Pick<TraitChange, "from" | "to" | "after">,
  name = after,
): boolean {
  if (index.id.kind !== "index" || name !== after) return false;
  const id: StableId = { kind: "index", schema: (partition.id as TableId).schema, name };
  const own = from.get(id);
  if (own?.parent === undefined || encodeId(own.parent) !== encodeId(partition.id) || to.has(id))
    return false;
  // It goes, and the constraint comes with an index of this name.
  if (ownConstraint(partition, name, to) !== undefined) return false;
  return isSameIndex(own, shapeOn(index, keyOf(partition.id)));
}

/** How the index of a partition is made. */
function shapeOn(index: Fact, part: string): string {
  const { payload } = index;
  return traitsOf(index)[`attached definition:${part}`] ?? shapeOf(String(payload.def));
}

function definitionOn({ fact, part }: TraitChange, partition: Fact, name: string): string {
  const { schema, name: table } = partition.id as TableId;
  const only = partition.payload.partitionKey == null ? "" : "ONLY ";
  const definition = String(fact.payload.def);
  if (fact.id.kind === "constraint")
    return `ALTER TABLE ${only}${quoteName(table, schema)} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`;
  const start = definition.startsWith("CREATE UNIQUE") ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
  return `${start} ${quoteIdentifier(name)} ON ${only}${quoteName(table, schema)}${shapeOn(fact, part)}`;
}

/** The index one level up. */
function parentIndex(change: TraitChange, partition: Fact, isApart: (index: Fact) => boolean): string {
  const { fact, from, to, isMade } = change;
  const parent = partitionedParent(partition) as TableId;
  const part = keyOf(parent);
  const after = traitsOf(fact)[`attached:${part}`];
  if (after !== undefined && isPartition(parent, to)) {
    const name = nameAfter({ fact, part, after, isMade, from, to }, isApart);
    return quoteName(name, parent.schema);
  }
  return quotedName(fact.id);
}

function isIndex({ id, payload }: Fact): boolean {
  return id.kind === "index" || (id.kind === "constraint" && /^[pux]$/.test(String(payload.type)));
}

function keyOf(id: StableId): string {
  const { schema, name } = id as TableId;
  return `${schema}.${name}`;
}

/** The key of the partition that has this index; a check may have the same name. */
export function ownConstraint({ id }: Fact, name: string, facts: FactBase): Fact | undefined {
  const { schema, name: table } = id as { schema: string; name: string };
  const constraint = facts.get({ kind: "constraint", schema, table, name });
  return constraint !== undefined && isIndex(constraint) ? constraint : undefined;
}
