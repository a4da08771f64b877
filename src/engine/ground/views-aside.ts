// Views that have to be made anew while something is of their row type. Pure.
import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { isRetyped } from "../facts/column.ts";
import { isView, viewColumns } from "../facts/view-columns.ts";
import { isRemade } from "../mends/rebuild.ts";
import { replacedView } from "../mends/replace-view.ts";
import { quotedName } from "../names.ts";

/**
 * Whether a view gives way to another of its name: it can't be replaced in place, or reads what can't be altered or dropped under it.
 * A materialized one goes on reading that. Manual: CREATE VIEW, ALTER TABLE.
 */
export function givesWay(view: Fact, from: FactBase, to: FactBase): boolean {
  if (!to.has(view.id)) return false;
  const [isOther, isOver] = [isReplaced(view, to), readsChanged(view, from, to)];
  return view.id.kind === "materializedView" ? isOther && !isOver : isOther || isOver;
}

function isReplaced(view: Fact, to: FactBase): boolean {
  const after = to.get(view.id);
  if (after === undefined) return true;
  return after.payload.def !== view.payload.def && !replacedView.isChange(view, after);
}

function readsChanged(view: Fact, from: FactBase, to: FactBase): boolean {
  return from.outgoingEdges(view.id).some((edge) => {
    const needed = edge.kind === "depends" ? from.get(edge.to) : undefined;
    // Before PostgreSQL 16 every view depends on itself.
    if (needed === undefined || needed === view) return false;
    if (isView(needed.id)) return isReplaced(needed, to) || readsChanged(needed, from, to);
    if (!to.has(needed.id) || isRetyped(needed, to)) return true;
    return needed.id.kind === "function" && isRemade(needed, to);
  });
}

/** A view that has to stay for its row type reads nothing any more, so that it holds up no change of what it read. */
export function emptyViews(views: readonly Fact[]): Action[] {
  return views.flatMap((view) => {
    if (view.id.kind !== "view") return [];
    const columns = viewColumns(view).map(({ name, type, collation }) => {
      const value = `NULL::${type}${collation === undefined || collation === '"default"' ? "" : ` COLLATE ${collation}`}`;
      return `${value} AS ${quoteIdentifier(name)}`;
    });
    const sql = `CREATE OR REPLACE VIEW ${quotedName(view.id)} AS SELECT ${columns.join(", ")}`;
    return [toAction(statement(sql, view.id))];
  });
}
