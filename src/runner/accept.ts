import { VarveError } from "../errors.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { hashSteps, stepTexts } from "../revisions/hash.ts";
import { type Source, withConnection } from "./connections.ts";
import { type EditedRevision, findEdited } from "./edited.ts";
import { withRunnerLock } from "./lock.ts";
import { insertHistory, readAuthor } from "./records.ts";
import { readState } from "./state.ts";
import type { StateTables } from "./state-tables.ts";

export interface AcceptOptions {
  readonly source: Source;
  readonly graph: Graph;
  readonly tables: StateTables;
  readonly id: string;
  readonly reason: string;
  readonly waitMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Records that the edited steps of an applied revision are meant. Errors: NOTHING_TO_ACCEPT, RUNNER_LOCKED. */
export async function acceptEdit(options: AcceptOptions): Promise<EditedRevision> {
  const { source, graph, tables, id, reason, waitMs, signal = new AbortController().signal } = options;
  const command = "accept-edit";
  const lock = { tables, command, waitMs, report: () => {}, signal };
  return withConnection(source, { command, signal }, ({ client }) =>
    withRunnerLock(source, lock, async () => {
      const state = await readState(client, tables);
      const [edited] = await findEdited(client, tables, { graph, state, among: [id] });
      if (edited === undefined) throw nothingToAccept(id, state.applied.has(id));
      const { revision } = nodeOf(graph, id);
      const entry = {
        revision: id,
        direction: "edit",
        durationMs: 0,
        hash: hashSteps(revision),
        steps: stepTexts(revision),
        reason,
      } as const;
      await client.query(insertHistory(tables, readAuthor(), entry));
      return edited;
    }),
  );
}

function nothingToAccept(id: string, isApplied: boolean): VarveError {
  return new VarveError("NOTHING_TO_ACCEPT", {
    message: isApplied
      ? `Revision ${id} is as it was when it was applied.`
      : `Revision ${id} is not applied here.`,
    hint: "`varve check` lists the applied revisions whose steps were changed.",
    details: { revision: id },
  });
}
