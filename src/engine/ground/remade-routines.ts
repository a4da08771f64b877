// What a domain calls: a function that has to be made anew can be dropped only when no domain that stays calls it.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { isRemade } from "../mends/rebuild.ts";

/** The checks of a domain that have to be made again with a function. */
export function remadeChecks(domain: StableId, from: FactBase, to: FactBase): Fact[] {
  return from.childrenOf(domain).filter(({ id }) => id.kind === "constraint" && callsRemade(id, from, to));
}

/** Leaves the defaults of domains to be set again, and the checks of those that make room for a new one. */
export function freeRoutines(aside: readonly Fact[], from: FactBase, to: FactBase): Action[] {
  const old = new Set(aside.map(({ id }) => encodeId(id)));
  return from.facts().flatMap(({ id }) => {
    if (id.kind !== "domain" || !to.has(id)) return [];
    const checks = old.has(encodeId(id)) ? remadeChecks(id, from, to) : [];
    const freed = [
      ...(callsRemade(id, from, to) ? ["DROP DEFAULT"] : []),
      ...checks.map((check) => `DROP CONSTRAINT ${quoteIdentifier((check.id as { name: string }).name)}`),
    ];
    return freed.map((does) =>
      toAction(statement(`ALTER DOMAIN ${quoteName(id.name, id.schema)} ${does}`, id)),
    );
  });
}

function callsRemade(id: StableId, from: FactBase, to: FactBase): boolean {
  const used = from.outgoingEdges(id).flatMap((edge) => from.get(edge.to) ?? []);
  return used.some((fact) => isRemade(fact, to));
}
