// Which rows of a partitioned table a partition takes.
import type { PartitionBoundSpec } from "libpg-query";
import { childTables, encodeId, type Fact, type FactBase, partitionedAncestors } from "../../engine/index.ts";
import { columnsIn, parseExpression } from "../../sql/expression.ts";
import { parseStatements } from "../../sql/parser.ts";
import { boundCondition, partitionKeyOf } from "../partition.ts";
import type { TableId } from "../transition.ts";

export interface PartitionRows {
  readonly condition: string;
  /** What the condition mentions. */
  readonly columns: readonly string[];
}

/** Undefined where only PostgreSQL can tell, as by a hash. */
export function rowsOfPartition(partition: Fact, facts: FactBase): PartitionRows | undefined {
  const [parent] = partitionedAncestors(partition, facts);
  if (parent === undefined) return undefined;
  if (childTables(parent, facts).length === 1 && partition.payload.partitionBound === "DEFAULT")
    return { condition: "true", columns: [] };
  const key = partitionKeyOf(String(facts.get(parent)?.payload.partitionKey));
  const condition =
    partition.payload.partitionBound === "DEFAULT"
      ? besideOthers(key, { parent, child: partition.id as TableId }, facts)
      : boundOf(partition, key);
  if (condition === undefined) return undefined;
  return { condition, columns: key.flatMap((sql) => columnsIn(parseExpression(sql))) };
}

/** The rows of a DEFAULT partition are those that no other takes. */
export function besideOthers(
  key: readonly string[],
  { parent, child }: { readonly parent: TableId; readonly child: TableId },
  facts: FactBase,
): string | undefined {
  const others = childTables(parent, facts).filter((id) => encodeId(id) !== encodeId(child));
  const bounds = others.map((id) => boundOf(facts.get(id) as Fact, key));
  if (bounds.length === 0 || bounds.includes(undefined)) return undefined;
  return `(${bounds.map((bound) => `(${bound})`).join(" OR ")}) IS NOT TRUE`;
}

/** The rows of a partition as a condition over the key of its parent. */
export function boundOf({ payload }: Fact, key: readonly string[]): string | undefined {
  const [statement] = parseStatements(`CREATE TABLE it PARTITION OF that ${payload.partitionBound}`);
  if (statement === undefined || !("CreateStmt" in statement.node)) return undefined;
  return boundCondition(key, statement.node.CreateStmt.partbound as PartitionBoundSpec, statement.source);
}
