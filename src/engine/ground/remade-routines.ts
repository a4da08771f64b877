// What a domain or a partition key calls: a function that has to be made anew can be dropped only when nothing that stays calls it.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { freeName } from "../facts/free-name.ts";
import { isRemade } from "../mends/rebuild.ts";
import { quotedName } from "../names.ts";

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
    return freed.map((does) => toAction(statement(`ALTER DOMAIN ${quotedName(id)} ${does}`, id)));
  });
}

/**
 * The functions that have to be made anew under the partition keys of tables that are copied: each gets another name, under which the
 * old table has it until its rows are copied.
 */
export function routinesAside(tables: readonly StableId[], from: FactBase, to: FactBase): Action[] {
  const used = tables.flatMap((table) => usedBy(table, from)).filter((fact) => isMadeAgain(fact, from, to));
  return [...new Set(used)].flatMap(({ id }) => {
    if (id.kind !== "function" || !to.has(id)) return [];
    const aside = quoteIdentifier(freeName(id.schema, id.name, [from, to]));
    const sql = `ALTER FUNCTION ${quotedName(id)}(${id.args.join(", ")}) RENAME TO ${aside}`;
    return [toAction(statement(sql, id))];
  });
}

/** Whether it calls a function, also by way of others, that has to be made anew. */
export function callsRemade(id: StableId, from: FactBase, to: FactBase): boolean {
  return usedBy(id, from).some((fact) => isRemade(fact, to));
}

function isMadeAgain(routine: Fact, from: FactBase, to: FactBase): boolean {
  return isRemade(routine, to) || callsRemade(routine.id, from, to);
}

/** What it needs, and what the functions need that it calls. */
function usedBy(id: StableId, facts: FactBase): Fact[] {
  const used = new Map<string, Fact>();
  const pending = [id];
  for (let user = pending.pop(); user !== undefined; user = pending.pop()) {
    for (const { to, kind } of facts.outgoingEdges(user)) {
      const fact = kind === "depends" ? facts.get(to) : undefined;
      if (fact === undefined || used.has(encodeId(to))) continue;
      used.set(encodeId(to), fact);
      if (to.kind === "function") pending.push(to);
    }
  }
  return [...used.values()];
}
