import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { virtualMark } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { childTables } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { alterColumn, isColumn } from "./column-alter.ts";

/**
 * The engine drops a generated column that becomes a plain one, with its values; DROP EXPRESSION keeps them. Those that are
 * stored are told to it as plain already. Manual: ALTER TABLE, "DROP EXPRESSION".
 */
export function hideDroppedExpressions(from: FactBase, to: FactBase): FactBase {
  const plain = becomingPlain(from, to).map(({ id }) => from.get(id) as Fact);
  return editFacts(from, {
    replace: plain.map((old) => ({ ...old, payload: { ...old.payload, generatedExpr: null } })),
    removeEdges: plain.flatMap(({ id }) => {
      const needed = new Set(to.outgoingEdges(id).map((edge) => encodeId(edge.to)));
      return from.outgoingEdges(id).filter((edge) => !needed.has(encodeId(edge.to)));
    }),
  });
}

export function dropExpressions(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const dropped = becomingPlain(from, to).map(({ id }) => statement(`${alterColumn(id)}DROP EXPRESSION`, id));
  return [...dropped, ...actions];
}

function becomingPlain(from: FactBase, to: FactBase) {
  return to
    .facts()
    .filter(isColumn)
    .filter(({ id, payload }) => {
      const expression = from.get(id)?.payload.generatedExpr;
      if (expression == null || payload.generatedExpr != null) return false;
      return (
        !String(expression).startsWith(virtualMark) && !hasGrandchildren({ ...id, name: id.table }, from)
      );
    });
}

/** PostgreSQL takes DROP EXPRESSION through one level of children alone (ATPrepDropExpression in tablecmds.c). */
function hasGrandchildren(table: TableName, facts: FactBase): boolean {
  return childTables(table, facts).some((child) => childTables(child, facts).length > 0);
}

/** The engine renders every generated column as a stored one. */
export function renderVirtualColumns(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  return actions.map((action) => {
    const columns = action.produces.map((id) => to.get(id)).filter((fact) => fact !== undefined);
    const sql = columns.reduce((text, { payload }) => {
      const marked = String(payload.generatedExpr);
      if (!marked.startsWith(virtualMark)) return text;
      const clause = `GENERATED ALWAYS AS (${marked}) STORED`;
      return text.replace(clause, () => `GENERATED ALWAYS AS (${marked.slice(virtualMark.length)}) VIRTUAL`);
    }, action.sql);
    return sql === action.sql ? action : { ...action, sql };
  });
}
