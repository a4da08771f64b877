import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { quotedName } from "../names.ts";

/**
 * The engine drops a view to change it, and with it what depends on it. PostgreSQL replaces it in place when the columns it
 * had stay as they were and new ones come behind them. Manual: CREATE VIEW, "OR REPLACE".
 * Here the views that can be are told to the engine as unchanged.
 */
export function hideReplacedViews(from: FactBase, to: FactBase): FactBase {
  const replace = replaceable(from, to).map(({ id, payload }) => {
    const old = from.get(id) as Fact;
    return { ...old, payload: { ...old.payload, def: payload.def as string } };
  });
  return editFacts(from, { replace });
}

/** Replaces those that the engine did not have to make anew for another reason. */
export function replaceViews(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  const views = replaceable(from, to).filter(({ id }) => !made.has(encodeId(id)));
  return [
    ...actions,
    ...views.map((view) => {
      const needed = to.outgoingEdges(view.id).flatMap((edge) => (edge.kind === "depends" ? [edge.to] : []));
      return statement(replaceSql(view), view.id, { consumes: needed });
    }),
  ];
}

function replaceable(from: FactBase, to: FactBase): Fact[] {
  return to.facts().filter((view) => {
    if (view.id.kind !== "view") return false;
    const old = from.get(view.id);
    if (old === undefined || old.payload.def === view.payload.def) return false;
    const [before, after] = [traitsOf(old).columns, traitsOf(view).columns];
    return before !== undefined && after !== undefined && `${after}\n`.startsWith(`${before}\n`);
  });
}

function replaceSql({ id, payload }: Fact): string {
  const options = payload.reloptions as string[] | null;
  const clause = options == null || options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
  return `CREATE OR REPLACE VIEW ${quotedName(id)}${clause} AS ${payload.def}`;
}
