// Keeps a backfill from running away from the replicas. Not the interval of pg_stat_replication is looked at, which says
// nothing while a replica stands still, but whether they have replayed what was committed a while ago.

import { setTimeout as sleep } from "node:timers/promises";
import { isConnectionLoss } from "../database/connection-loss.ts";
import type { Work } from "./work.ts";

const lookMs = 500;

/**
 * A function to call after each commit: it waits while a streaming replica lacks what was committed more than `maxLagMs`
 * ago. With 0 it looks at nothing.
 */
export function replicaThrottle(work: Work, name: string, maxLagMs: number): () => Promise<void> {
  const { client, report, signal } = work;
  const commits: { readonly lsn: string; readonly atMs: number }[] = [];
  let isToldOfHidden = false;
  let isBlind = maxLagMs === 0;
  /** The newest commit that every replica must have by now. */
  const dueCommit = () => {
    const due = commits.findLastIndex(({ atMs }) => atMs <= performance.now() - maxLagMs);
    commits.splice(0, due);
    return due < 0 ? undefined : commits[0];
  };
  const look = async (due: string) => {
    const { rows } = await client.query<Replicas>(replicasQuery, [due]);
    return rows[0] as Replicas;
  };
  return async () => {
    if (isBlind) return;
    const first = await look("0/0").catch((error: Error) => {
      if (isConnectionLoss(error)) throw error;
      // Some services have replicas of their own kind, and refuse to say where their log ends.
      isBlind = true;
      report({ type: "note", message: `The backfill does not wait for replicas: ${error.message}` });
    });
    if (first === undefined) return;
    const { lsn, isHidden } = first;
    commits.push({ lsn, atMs: performance.now() });
    if (isHidden && !isToldOfHidden) report({ type: "note", message: hidden });
    isToldOfHidden ||= isHidden;
    for (let due = dueCommit(); due !== undefined; due = dueCommit()) {
      const { behind } = await look(due.lsn);
      if (behind.length === 0) return;
      report({
        type: "step:wait",
        message: `${name} waits for ${behind.join(", ")}: more than ${maxLagMs / 1000} s behind (maxLagMs)`,
      });
      await sleep(lookMs, undefined, { signal });
    }
  };
}

interface Replicas {
  readonly lsn: string;
  readonly behind: readonly string[];
  readonly isHidden: boolean;
}

/**
 * PostgreSQL manual, 28.2.4 pg_stat_replication; without the right to see it, its rows are empty. Who reads a logical slot may
 * stand still for days, and serves no queries.
 */
const replicasQuery = `SELECT pg_current_wal_lsn()::text AS lsn,
  ARRAY(SELECT 'replica ' || coalesce(nullif(application_name, ''), pid::text) FROM pg_stat_replication
        WHERE state IN ('streaming', 'catchup') AND replay_lsn < $1::text::pg_lsn
          AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE active_pid = pid AND slot_type = 'logical')
        ORDER BY 1) AS behind,
  EXISTS (SELECT FROM pg_stat_replication WHERE state IS NULL) AS "isHidden"`;

const hidden =
  "There are replicas whose lag this role may not see (GRANT pg_monitor); the backfill does not wait for them.";
