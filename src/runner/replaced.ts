// Brings a database whose revisions were squashed since up to the names of today, before anything else is done with it.

import { VarveError } from "../errors.ts";
import type { Graph } from "../revisions/graph.ts";
import type { Revision } from "../revisions/parse.ts";
import { planUpgrade } from "../revisions/plan.ts";
import { applyTask } from "./apply.ts";
import { carryReplaced, partlyIn, replacedIn, rest } from "./carry-over.ts";
import { positionOf, tasksOf } from "./plan-now.ts";
import { changeHeads, insertHistory } from "./records.ts";
import type { RevisionRun } from "./revision-run.ts";
import { readState, type State } from "./state.ts";
import { type Work, writeState } from "./work.ts";

/**
 * Squashed revisions that the database has in full are recorded as such; of one that it has in part, the missing steps are
 * run, when it is among `wanted`. Errors: REVISION_PARTLY_APPLIED, those of the steps.
 */
export async function carryDatabase(
  work: Work,
  graph: Graph,
  wanted: ReadonlySet<string>,
): Promise<RevisionRun[]> {
  const { client, tables } = work;
  const done: RevisionRun[] = [];
  for (const revision of replacedIn(graph, await readState(client, tables))) {
    await record(work, graph, revision);
    done.push({ id: revision.id, direction: "stamp" });
  }
  for (const revision of partlyIn(graph, await readState(client, tables))) {
    if (!wanted.has(revision.id)) throw partlyApplied(revision);
    done.push({ id: revision.id, direction: "up", ms: await complete(work, graph, revision) });
  }
  return done;
}

async function record({ client, tables, author }: Work, graph: Graph, revision: Revision): Promise<void> {
  const before = await readState(client, tables);
  const after = carryReplaced(graph, before, revision);
  const applied = Object.fromEntries([...after.applied].map(([id, { hash }]) => [id, hash ?? null]));
  const entry = {
    revision: revision.id,
    direction: "stamp",
    durationMs: 0,
    applied,
    reason: "squashed",
  } as const;
  const removed = before.heads.filter((head) => !after.heads.includes(head)).length;
  await client.query("BEGIN");
  try {
    const heads = changeHeads(tables, before.heads, after.heads);
    await writeState(client, [...heads, insertHistory(tables, author, entry)], removed);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** Only the revision itself can be missing: its parents were applied before its first part was. */
async function complete(work: Work, graph: Graph, whole: Revision): Promise<number> {
  const state: State = await readState(work.client, work.tables);
  const steps = planUpgrade(graph, positionOf(graph, state), whole.id).filter(({ id }) => id === whole.id);
  const [task] = tasksOf(graph, { state, steps });
  if (task === undefined) return 0;
  const { unfinished } = state;
  const left = { ...task, revision: rest(whole, state), whole };
  return applyTask(work, left, unfinished?.revision === whole.id ? unfinished : undefined);
}

function partlyApplied({ id, message, replaces }: Revision): VarveError {
  return new VarveError("REVISION_PARTLY_APPLIED", {
    message: `The database has a part of what revision ${id} (${message}) stands for: some of ${replaces.map((part) => part.id).join(", ")}.`,
    hint: `Run the rest first: varve upgrade ${id}.`,
    details: { revision: id, replaces: replaces.map((part) => part.id) },
  });
}
