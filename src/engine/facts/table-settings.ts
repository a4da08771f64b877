// How a table is stored and replicated, as far as the engine reads it: no model of Drizzle's can say it.
import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { traitsOf } from "./complete-fact.ts";
import { editFacts } from "./edit-facts.ts";

const identity = "replica identity";

const usual: Readonly<Record<string, unknown>> = {
  reloptions: null,
  persistence: "p",
  replicaIdentity: "d",
  replicaIdentityIndex: null,
};

/** The facts with the settings that the same tables have in `other`. Pure. */
export function withSettingsOf(facts: FactBase, other: FactBase): FactBase {
  const replace = facts.facts().flatMap((fact) => {
    const like = fact.id.kind === "table" ? other.get(fact.id) : undefined;
    if (like === undefined || textOf(like) === textOf(fact)) return [];
    const settings = Object.fromEntries(Object.keys(usual).map((key) => [key, like.payload[key] ?? null]));
    const { [identity]: _, ...traits } = traitsOf(fact);
    const index = traitsOf(like)[identity];
    const _traits = { ...traits, ...(index === undefined ? {} : { [identity]: index }) };
    return [{ ...fact, payload: { ...fact.payload, ...settings, _traits } }];
  });
  return editFacts(facts, { replace });
}

/** The settings of a table that are not the usual ones, in words. */
export function unusualSettings(fact: Fact): string[] {
  if (fact.id.kind !== "table") return [];
  const isUnusual = (key: string) => String(fact.payload[key] ?? "") !== String(usual[key] ?? "");
  return [
    ...(isUnusual("reloptions") ? ["storage parameters"] : []),
    ...(isUnusual("persistence") ? ["unlogged"] : []),
    ...(isUnusual("replicaIdentity") || traitsOf(fact)[identity] !== undefined ? [identity] : []),
  ];
}

function textOf(fact: Fact): string {
  return JSON.stringify([
    Object.keys(usual).map((key) => fact.payload[key] ?? null),
    traitsOf(fact)[identity],
  ]);
}
