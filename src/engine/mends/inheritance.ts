import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import type { ColumnId } from "../facts/column.ts";
import { partsWith } from "../facts/complete-fact.ts";
import { inheritedColumn, parentsOf } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";

/**
 * The engine knows the first parent of a table alone, and adds a column that the table declares although one of its parents has
 * it, which PostgreSQL allows only within CREATE TABLE. Manual: CREATE TABLE, "INHERITS".
 */
export function completeInheritance(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  const folded = new Set<Action>();
  const completed = actions.map((action) => {
    const [id] = action.produces;
    const fact = id?.kind === "table" && action.verb === "create" ? to.get(id) : undefined;
    const first = fact?.payload.parentTable as TableName | null | undefined;
    if (id?.kind !== "table" || fact === undefined || first == null || fact.payload.partitionBound != null)
      return action;
    const others = partsWith("parent", fact)
      .sort(([, a], [, b]) => Number(a) - Number(b))
      .map(([parent]) => parent);
    const columns = actions.filter((other) => isShared(other, id as TableName, to));
    for (const column of columns) folded.add(column);
    const start = `CREATE ${fact.payload.persistence === "u" ? "UNLOGGED " : ""}TABLE ${quotedName(id)} `;
    const clauses = columns.map(({ sql }) => sql.slice(sql.indexOf(" ADD COLUMN ") + " ADD COLUMN ".length));
    const parents = [quotedName(first), ...others];
    return {
      ...action,
      sql: `${start}(${clauses.join(", ")}) INHERITS (${parents.join(", ")})`,
      produces: [...action.produces, ...columns.flatMap(({ produces }) => produces)],
      consumes: [
        ...action.consumes,
        ...columns.flatMap(({ consumes }) => consumes).filter((used) => encodeId(used) !== encodeId(id)),
      ],
    };
  });
  return completed.filter((action) => !folded.has(action));
}

/** A column of the table that a parent of it has too, by itself or from its own. */
function isShared({ verb, produces: [id] }: Action, table: TableName, to: FactBase): boolean {
  if (verb !== "create" || id?.kind !== "column") return false;
  const column = id as ColumnId;
  if (column.schema !== table.schema || column.table !== table.name) return false;
  return parentsOf(table, to).some((parent) => inheritedColumn(column.name, parent, to) !== undefined);
}
