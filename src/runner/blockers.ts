// Looks at a statement while it runs: who is in its way, and that it still works.

import type { ClientBase } from "pg";
import type { Unit } from "./units.ts";
import type { Task, Work } from "./work.ts";

/** A session that holds what a statement waits for. */
export interface Blocker {
  readonly pid: number;
  readonly application: string | null;
  readonly state: string | null;
  /** The beginning of what it runs, or ran last. */
  readonly query: string | null;
  /** How long its transaction is open. */
  readonly ageMs: number | null;
}

const stillWorksMs = 10_000;

/** Runs `fn`, reports its beginning, its end, that it waits for others, and every ten seconds that it still works. */
export async function watchStatement(
  work: Work,
  { revision, direction, title, index, total }: Task,
  unit: Unit,
  onBlocked: (blockers: readonly Blocker[]) => void,
  fn: () => Promise<void>,
): Promise<void> {
  const place = { revision: revision.id, direction, step: unit.step };
  const name = `${revision.id}, step ${unit.step}`;
  const start = performance.now();
  const look = async () => {
    const blockers = await readBlockers(work).catch(() => []);
    if (blockers.length === 0) return;
    onBlocked(blockers);
    work.report({
      type: "step:wait",
      message: `${name} waits${describeBlockers(blockers)}`,
      ...place,
      blockers,
    });
  };
  const timers = [
    setTimeout(look, work.limits.lockTimeoutMs * 0.6),
    setInterval(() => {
      const ms = Math.round(performance.now() - start);
      work.report({
        type: "step:wait",
        message: `${name} still works, for ${Math.round(ms / 1000)} s`,
        ...place,
        ms,
      });
      void look();
    }, stillWorksMs),
  ];
  const bar = { message: title, done: index, total, sql: firstLine(unit.text) };
  work.report({ type: "step:start", ...bar, ...place });
  try {
    await fn();
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
  const ms = Math.round(performance.now() - start);
  work.report({ type: "step:end", ...bar, ...place, ms });
}

/** On a connection of its own: the lock's transaction must not take a snapshot (see lock.ts). */
async function readBlockers({ openLookout, client }: Work): Promise<Blocker[]> {
  const lookout = await openLookout?.();
  if (lookout === undefined) return [];
  try {
    const { rows } = await lookout.client.query<Blocker>(
      `SELECT pid, application_name AS application, state, left(query, 80) AS query,
              round(extract(epoch FROM clock_timestamp() - xact_start) * 1000)::float AS "ageMs"
       FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids($1)) ORDER BY xact_start`,
      [processId(client)],
    );
    return rows;
  } finally {
    await lookout.close();
  }
}

/** Behind a pooler this is the pooler's number for the client; then nobody is found, and nobody named. */
function processId(client: ClientBase): number {
  return (client as ClientBase & { processID?: number }).processID ?? 0;
}

export function describeBlockers(blockers: readonly Blocker[]): string {
  if (blockers.length === 0) return "";
  const named = blockers.map(({ pid, application, state, query, ageMs }) => {
    const age = ageMs === null ? "" : `, open for ${Math.round(ageMs / 1000)} s`;
    return `process ${pid}${application ? ` (${application})` : ""}, ${state ?? "busy"}${age}: ${firstLine(query ?? "")}`;
  });
  return `, blocked by ${named.join("; ")}`;
}

function firstLine(text: string): string {
  const [line = "", ...more] = text.trim().split("\n");
  return line.length > 80 || more.length > 0 ? `${line.slice(0, 79)}…` : line;
}
