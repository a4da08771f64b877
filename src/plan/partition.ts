// Which rows belong into a partition. PostgreSQL manual, CREATE TABLE, PARTITION OF.
import type { Node, PartitionBoundSpec } from "libpg-query";
import { leadingExpression, readGroup } from "../sql/clause.ts";
import { columnsIn } from "../sql/expression.ts";
import { parseStatements } from "../sql/parser.ts";
import { quoteIdentifier } from "../sql/quote.ts";

/** What a table is partitioned by. */
export function partitionKeyOf(text: string): readonly string[] {
  const [statement] = parseStatements(`CREATE TABLE it () PARTITION BY ${text}`);
  if (statement === undefined || !("CreateStmt" in statement.node)) return [];
  const { partParams = [], location } = statement.node.CreateStmt.partspec ?? {};
  const texts = readGroup(statement.source, location)?.items ?? [];
  return partParams.map((node, index) =>
    "PartitionElem" in node && node.PartitionElem.name !== undefined
      ? quoteIdentifier(node.PartitionElem.name)
      : leadingExpression(texts[index] ?? ""),
  );
}

/** The rows of a partition as a condition over the key of its parent; undefined for DEFAULT and for hashes. */
export function boundCondition(
  key: readonly string[],
  { strategy, is_default, location, listdatums = [], lowerdatums = [], upperdatums = [] }: PartitionBoundSpec,
  source: string,
): string | undefined {
  if (is_default === true || key.length === 0) return undefined;
  const first = readGroup(source, location);
  if (first === undefined) return undefined;
  if (strategy === "l") return listCondition(key[0] ?? "", listdatums, first.items);
  if (strategy !== "r") return undefined;
  const second = readGroup(source, first.end);
  const conditions = [
    ...key.map((sql) => `${sql} IS NOT NULL`),
    ...limit(key, ">", true, lowerdatums, first.items),
    ...limit(key, "<", false, upperdatums, second?.items ?? []),
  ];
  return conditions.join(" AND ");
}

function listCondition(sql: string, datums: readonly Node[], texts: readonly string[]): string {
  const isNull = datums.map((node) => "A_Const" in node && node.A_Const.isnull === true);
  const values = texts.filter((_, index) => !isNull[index]);
  const conditions = [
    ...(values.length > 0 ? [`${sql} IN (${values.join(", ")})`] : []),
    ...(isNull.includes(true) ? [`${sql} IS NULL`] : []),
  ];
  return `(${conditions.join(" OR ")})`;
}

/** PostgreSQL manual, CREATE TABLE: the lower bound is inclusive, the upper exclusive, MINVALUE and MAXVALUE lie beyond. */
function limit(
  key: readonly string[],
  operator: "<" | ">",
  inclusive: boolean,
  datums: readonly Node[],
  texts: readonly string[],
): string[] {
  const end = datums.findIndex((node) => "ColumnRef" in node);
  const length = end < 0 ? texts.length : end;
  const stop = datums[end];
  if (length === 0) return [];
  const columns = key.slice(0, length).join(", ");
  const values = texts.slice(0, length).join(", ");
  const beyond = stop === undefined ? undefined : columnsIn(stop)[0];
  const isOpen = beyond === undefined ? inclusive : (operator === ">") === (beyond === "minvalue");
  return [`(${columns}) ${operator}${isOpen ? "=" : ""} (${values})`];
}
