import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { statement } from "../actions/statement.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { quotedName } from "../names.ts";

/**
 * The engine fills every materialized view that it makes. One that is meant to be made without data stays so until somebody refreshes
 * it, and so does one over another that is not filled, which PostgreSQL doesn't read: where that one is to be filled, it is refreshed
 * first. Manual: CREATE MATERIALIZED VIEW, "WITH NO DATA".
 */
export function leaveUnfilled(actions: readonly Action[], from: FactBase, to: FactBase): readonly Action[] {
  const made = new Set(
    actions.flatMap(({ verb, produces }) => (verb === "create" ? produces.map(encodeId) : [])),
  );
  const isMade = ({ id }: Fact) => made.has(encodeId(id));
  const isLeft = (view: Fact): boolean => {
    const old = from.get(view.id);
    const isThere = old !== undefined && !isUnfilled(old);
    if (!isMade(view) && isThere) return false;
    return (isUnfilled(view) && !isThere) || sourcesOf(view, to).some(isLeft);
  };
  const refreshed = new Set<string>();
  const refresh = (view: Fact): Action[] => {
    const below = sourcesOf(view, to).flatMap(refresh);
    const old = from.get(view.id);
    const isEmpty = !isMade(view) && old !== undefined && isUnfilled(old);
    if (!isEmpty || refreshed.has(encodeId(view.id))) return below;
    refreshed.add(encodeId(view.id));
    return [...below, statement(`REFRESH MATERIALIZED VIEW ${quotedName(view.id)}`, view.id)];
  };
  return actions.flatMap((action) => {
    const [id] = action.verb === "create" ? action.produces : [];
    const view = id?.kind === "materializedView" ? to.get(id) : undefined;
    if (view === undefined) return [action];
    return isLeft(view) ? [unfilled(action)] : [...sourcesOf(view, to).flatMap(refresh), action];
  });
}

function unfilled(action: Action): Action {
  return { ...action, sql: `${action.sql.replace(/;\s*$/, "")}\nWITH NO DATA` };
}

function isUnfilled(view: Fact): boolean {
  return traitsOf(view)["no data"] !== undefined;
}

/** The materialized views that it reads, also by way of plain views. */
function sourcesOf(view: Fact, facts: FactBase): Fact[] {
  const sources = new Map<string, Fact>();
  const pending = [view];
  // By its rule a view may depend on its own columns.
  const seen = new Set([encodeId(view.id)]);
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    for (const { to } of facts.outgoingEdges(fact.id).filter(({ kind }) => kind === "depends")) {
      const used = relationOf(facts.get(to), facts);
      if (used === undefined || seen.has(encodeId(used.id))) continue;
      seen.add(encodeId(used.id));
      if (used.id.kind === "materializedView") sources.set(encodeId(used.id), used);
      else if (used.id.kind === "view") pending.push(used);
    }
  }
  return [...sources.values()];
}

function relationOf(fact: Fact | undefined, facts: FactBase): Fact | undefined {
  return fact?.id.kind === "column" && fact.parent !== undefined ? facts.get(fact.parent) : fact;
}
