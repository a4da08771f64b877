import type { Graph } from "../revisions/graph.ts";
import { nodeOf } from "../revisions/graph.ts";
import { hashSteps } from "../revisions/hash.ts";
import type { PlannedStep } from "../revisions/plan.ts";
import { ancestors } from "../revisions/walk.ts";
import { modelsAt, type PlanNow } from "./plan-now.ts";
import { type Author, changeHeads, insertHistory } from "./records.ts";
import type { StateTables } from "./state-tables.ts";
import { type Fingerprint, recordFingerprint } from "./trust.ts";
import { type Work, writeState } from "./work.ts";

/**
 * Writes stamps, all in one transaction: each is a row of history that says what counts as applied from then on. What was
 * begun and not finished is given up.
 */
export async function applyStamps(
  work: Work,
  graph: Graph,
  { state, steps }: PlanNow,
  fingerprint?: Fingerprint,
): Promise<void> {
  const { client, lock, tables } = work;
  await client.query("BEGIN");
  try {
    await client.query(giveUpUnfinished(tables));
    let heads = state.heads;
    for (const step of steps) {
      const removed = heads.filter((each) => !step.heads.includes(each)).length;
      await writeState(client, stampStatements(work, graph, heads, step), removed);
      heads = step.heads;
    }
    if (fingerprint !== undefined) await recordFingerprint(client, tables, fingerprint);
    await lock.assertHeld();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

export function giveUpUnfinished({ history }: StateTables): string {
  return `DELETE FROM ${history} WHERE finished_at IS NULL`;
}

/** One stamp: from the heads before it to its own, and its row of history. Pure. */
export function stampStatements(
  { tables, author }: { tables: StateTables; author: Author },
  graph: Graph,
  before: readonly string[],
  { id, heads }: PlannedStep,
): string[] {
  const applied = stampedRevisions(graph, heads);
  const models = modelsAt(graph, heads);
  const entry = { revision: id, direction: "stamp", durationMs: 0, applied, models } as const;
  return [...changeHeads(tables, before, heads), insertHistory(tables, author, entry)];
}

/** All that counts as applied at these heads, each with the hash of its steps. Pure. */
function stampedRevisions(graph: Graph, heads: readonly string[]): Record<string, string> {
  const known = heads.filter((id) => graph.nodes.has(id));
  const ids = [...ancestors(graph, known, { dependencies: true })];
  return Object.fromEntries(ids.map((id) => [id, hashSteps(nodeOf(graph, id).revision)]));
}
