import type { Graph } from "../revisions/graph.ts";
import { nodeOf } from "../revisions/graph.ts";
import { hashSteps } from "../revisions/hash.ts";
import { ancestors } from "../revisions/walk.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { PlanNow } from "./plan-now.ts";
import { changeHeads, insertHistory } from "./records.ts";
import { type Work, writeState } from "./work.ts";

/**
 * Writes stamps, all in one transaction: each is a row of history that says what counts as applied from then on. What was
 * begun and not finished is given up.
 */
export async function applyStamps(work: Work, graph: Graph, { state, steps }: PlanNow): Promise<void> {
  const { client, lock, stateSchema, author } = work;
  await client.query("BEGIN");
  try {
    await client.query(`DELETE FROM ${quoteIdentifier(stateSchema)}.history WHERE finished_at IS NULL`);
    let heads = state.heads;
    for (const { id, heads: after } of steps) {
      const applied = stampedRevisions(graph, after);
      const entry = insertHistory(stateSchema, author, {
        revision: id,
        direction: "stamp",
        durationMs: 0,
        applied,
      });
      const removed = heads.filter((each) => !after.includes(each)).length;
      await writeState(client, [...changeHeads(stateSchema, heads, after), entry], removed);
      heads = after;
    }
    await lock.assertHeld();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** All that counts as applied at these heads, each with the hash of its steps. Pure. */
export function stampedRevisions(graph: Graph, heads: readonly string[]): Record<string, string> {
  const known = heads.filter((id) => graph.nodes.has(id));
  const ids = [...ancestors(graph, known, { dependencies: true })];
  return Object.fromEntries(ids.map((id) => [id, hashSteps(nodeOf(graph, id).revision)]));
}
