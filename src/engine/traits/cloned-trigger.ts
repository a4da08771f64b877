// The row triggers that partitions have from a partitioned table: PostgreSQL makes, drops and switches them with the one above, but a
// partition's own can be switched by itself.
import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { partsWith } from "../facts/complete-fact.ts";
import { partitionedAncestors } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import type { TraitChange } from "./trait-change.ts";

/** The trigger that a partition's one of this name is a clone of. */
export function clonedTrigger(name: string, partition: Fact, facts: FactBase): Fact | undefined {
  const triggers = partitionedAncestors(partition, facts).map(({ schema, name: table }) =>
    facts.get({ kind: "trigger", schema, table, name }),
  );
  return triggers.find((trigger) => trigger !== undefined);
}

/** What switches all clones that a partition has otherwise than its parent. */
export function switchesOf(fact: Fact, facts: FactBase): string[] {
  return partsWith("cloned trigger", fact).flatMap(([part, after]) =>
    switchTrigger({ fact, part, after, to: facts }),
  );
}

/** Manual: ALTER TABLE, "DISABLE/ENABLE TRIGGER". */
export function switchTrigger({
  fact,
  part,
  after,
  to,
}: Pick<TraitChange, "fact" | "part" | "after" | "to">): string[] {
  const trigger = clonedTrigger(part, fact, to);
  // Gone, or not there before the rows of the table are.
  if (trigger === undefined) return [];
  const state = after ?? trigger.payload.enabled;
  const does = { O: "ENABLE", D: "DISABLE", R: "ENABLE REPLICA", A: "ENABLE ALWAYS" }[String(state)];
  // Those of the partitions below are told by themselves.
  return [`ALTER TABLE ONLY ${quotedName(fact.id)} ${does} TRIGGER ${quoteIdentifier(part)}`];
}
