// The row triggers that partitions have from a partitioned table: PostgreSQL makes, drops and switches them with the one above, but a
// partition's own can be switched by itself.
import type { Fact, FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { partsWith } from "../facts/complete-fact.ts";
import { partitionedAncestors } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import type { TraitChange, TraitTopic, TraitValues } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const clonedTriggers: TraitTopic = {
  sources: [
    {
      // Switched otherwise than the one it is a clone of, at the top.
      sql: `(WITH RECURSIVE clone AS (
        SELECT t.oid, t.tgenabled AS top FROM pg_trigger t WHERE t.tgparentid = 0 AND NOT t.tgisinternal
        UNION ALL SELECT t.oid, clone.top FROM clone JOIN pg_trigger t ON t.tgparentid = clone.oid)
      SELECT ${wholeOf("rel")}, 'cloned trigger:' || t.tgname, t.tgenabled::text
      FROM clone JOIN pg_trigger t ON t.oid = clone.oid AND t.tgenabled <> clone.top
      JOIN rel ON rel.oid = t.tgrelid)`,
    },
  ],
  traits: {
    "cloned trigger": { family: "trigger", isCompared: isInBoth, isLost: isSwitched, set: switchTrigger },
  },
};

/** A trigger that comes or goes comes and goes with its clones. */
function isInBoth({ fact, part, from, to }: TraitValues): boolean {
  return [from, to].every((facts) => clonedTrigger(part, facts.get(fact.id) ?? fact, facts) !== undefined);
}

/** A clone is made and switched with the trigger that it is a clone of. */
function isSwitched({ fact, part, from, to, isMade }: TraitChange): boolean {
  const trigger = clonedTrigger(part, fact, to);
  if (trigger === undefined) return false;
  return isMade(trigger.id) || from.get(trigger.id)?.payload.enabled !== trigger.payload.enabled;
}

/** The trigger that a partition's one of this name is a clone of. */
function clonedTrigger(name: string, partition: Fact, facts: FactBase): Fact | undefined {
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
function switchTrigger({
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
