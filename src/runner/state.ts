// Varve's own tables in the target database: the heads, the history, and the journal of what runs outside transactions.

import type { ClientBase } from "pg";
import { VarveError } from "../errors.ts";
import { isoTime } from "../sql/iso-time.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { isConnectionLoss } from "./failure.ts";

export interface AppliedRevision {
  /** Undefined for a revision that was stamped without a file. */
  readonly hash: string | undefined;
  readonly appliedAt: Date;
}

/** An application that began and did not end: a process died, or a step outside of transactions failed. */
export interface UnfinishedRun {
  readonly historyId: string;
  readonly revision: string;
  readonly direction: "up" | "down";
}

export interface State {
  /** False while Varve's tables do not exist. */
  readonly exists: boolean;
  /** False while nothing was ever run or stamped here. */
  readonly hasHistory: boolean;
  /** Sorted. */
  readonly heads: readonly string[];
  readonly applied: ReadonlyMap<string, AppliedRevision>;
  readonly unfinished: UnfinishedRun | undefined;
  /** Of the catalog, as the last run left it; undefined when that run could not vouch for it. */
  readonly fingerprint: string | undefined;
  /** Hash of the rendered models that the last run reached; undefined when its revision was proven for none. */
  readonly models: string | undefined;
}

const nothing: State = {
  exists: false,
  hasHistory: false,
  heads: [],
  applied: new Map(),
  unfinished: undefined,
  fingerprint: undefined,
  models: undefined,
};

interface HistoryRow {
  id: string;
  revision: string;
  direction: "up" | "down" | "stamp" | "edit";
  /** ISO 8601. */
  finished_at: string | null;
  hash: string | null;
  applied: Record<string, string | null> | null;
  models: string | null;
  fingerprint: string | null;
}

/** Reads where a database is; nothing is created. Errors: STATE_NOT_READABLE. */
export async function readState(client: ClientBase, stateSchema: string): Promise<State> {
  const schema = quoteIdentifier(stateSchema);
  try {
    const heads = await client.query<{ revision: string }>(
      `SELECT revision FROM ${schema}.heads ORDER BY revision COLLATE "C"`,
    );
    const history = await client.query<HistoryRow>(
      `SELECT id, revision, direction, ${isoTime("finished_at")} AS finished_at, hash, applied, models, fingerprint FROM ${schema}.history ORDER BY id`,
    );
    return stateOf(
      heads.rows.map(({ revision }) => revision),
      history.rows,
    );
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "42P01" || code === "3F000") return nothing;
    if (code !== "42501" && code !== "42703") throw error;
    throw new VarveError("STATE_NOT_READABLE", {
      message: `The tables of schema ${stateSchema} cannot be read: ${message}`,
      hint: "GRANT USAGE ON SCHEMA and SELECT on its tables to this role, or set `stateSchema` to a schema that is Varve's own.",
      details: { stateSchema, sqlstate: code },
      cause: error,
    });
  }
}

function stateOf(heads: readonly string[], history: readonly HistoryRow[]): State {
  const applied = new Map<string, AppliedRevision>();
  for (const row of history) replay(applied, row);
  const unfinished = history.findLast(({ finished_at }) => finished_at === null);
  const last = history.at(-1);
  return {
    exists: true,
    hasHistory: history.length > 0,
    heads,
    applied,
    unfinished: unfinished && {
      historyId: unfinished.id,
      revision: unfinished.revision,
      direction: unfinished.direction as "up" | "down",
    },
    fingerprint: last?.fingerprint ?? undefined,
    models: last?.models ?? undefined,
  };
}

function replay(
  applied: Map<string, AppliedRevision>,
  { revision, direction, finished_at, hash, applied: stamped }: HistoryRow,
): void {
  if (finished_at === null) return;
  const appliedAt = new Date(finished_at);
  const entry = { hash: hash ?? undefined, appliedAt };
  if (direction === "up") applied.set(revision, entry);
  else if (direction === "down") applied.delete(revision);
  else if (direction === "edit")
    applied.set(revision, { ...entry, appliedAt: applied.get(revision)?.appliedAt ?? appliedAt });
  else {
    const before = new Map(applied);
    applied.clear();
    for (const [id, known] of Object.entries(stamped ?? {})) {
      applied.set(id, before.get(id) ?? { hash: known ?? undefined, appliedAt });
    }
  }
}

/** Creates Varve's tables when they are missing. Under the runner's lock. Error: STATE_NOT_WRITABLE. */
export async function ensureState(client: ClientBase, stateSchema: string): Promise<void> {
  try {
    const { rows } = await client.query("SELECT FROM pg_namespace WHERE nspname = $1", [stateSchema]);
    // CREATE SCHEMA IF NOT EXISTS asks for the right to create one, also where it exists.
    if (rows.length === 0) await client.query(`CREATE SCHEMA ${quoteIdentifier(stateSchema)}`);
    await client.query(stateTables(stateSchema));
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    throw new VarveError("STATE_NOT_WRITABLE", {
      message: `Varve's tables cannot be made in schema ${stateSchema}: ${(error as Error).message}`,
      hint: "GRANT CREATE ON DATABASE to this role, or create the schema for it once (docs/production.md).",
      details: { stateSchema, sqlstate: (error as { code?: string }).code },
      cause: error,
    });
  }
}

/** The statements that make the tables in their schema, as one text; they may be run again. Pure. */
export function stateTables(stateSchema: string): string {
  const schema = quoteIdentifier(stateSchema);
  return `CREATE TABLE IF NOT EXISTS ${schema}.heads (
  revision text PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS ${schema}.history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  revision text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('up', 'down', 'stamp', 'edit')),
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  duration_ms double precision,
  hash text,
  sql text,
  steps jsonb,
  applied jsonb,
  models text,
  fingerprint text,
  reason text,
  database_user text NOT NULL DEFAULT session_user,
  os_user text,
  host text,
  varve_version text NOT NULL
);
COMMENT ON COLUMN ${schema}.history.finished_at IS 'empty while it runs, or when it was cut off';
COMMENT ON COLUMN ${schema}.history.steps IS 'the steps as they were, up and down, to compare an edited file with';
COMMENT ON COLUMN ${schema}.history.applied IS 'for a stamp: every revision that counts as applied after it, with its hash';
CREATE TABLE IF NOT EXISTS ${schema}.steps (
  history_id bigint NOT NULL REFERENCES ${schema}.history ON DELETE CASCADE,
  step integer NOT NULL,
  hash text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  progress jsonb,
  PRIMARY KEY (history_id, step)
);`;
}
