// Varve's own tables in the target database: the heads, the history, and the journal of what runs outside transactions.

import type { ClientBase } from "pg";
import { isConnectionLoss } from "../database/connection-loss.ts";
import { VarveError } from "../errors.ts";
import { isoTime } from "../sql/iso-time.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { createStateTables, type StateTables } from "./state-tables.ts";

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
export async function readState(client: ClientBase, tables: StateTables): Promise<State> {
  try {
    const heads = await client.query<{ revision: string }>(
      `SELECT revision FROM ${tables.heads} ORDER BY revision COLLATE "C"`,
    );
    const history = await client.query<HistoryRow>(
      `SELECT id, revision, direction, ${isoTime("finished_at")} AS finished_at, hash, applied, models, fingerprint FROM ${tables.history} ORDER BY id`,
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
      message: `The tables of schema ${tables.schema} cannot be read: ${message}`,
      hint: `GRANT USAGE ON SCHEMA and SELECT on ${tables.isOfTenant ? `${tables.heads}, ${tables.history} and ${tables.steps} to this role; where these tables are somebody else's, give Varve's another name by \`stateSchema\`.` : "its tables to this role, or set `stateSchema` to a schema that is Varve's own."}`,
      details: { stateSchema: tables.schema, sqlstate: code },
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
export async function ensureState(client: ClientBase, tables: StateTables): Promise<void> {
  const { schema } = tables;
  try {
    const { rows } = await client.query("SELECT FROM pg_namespace WHERE nspname = $1", [schema]);
    // CREATE SCHEMA IF NOT EXISTS asks for the right to create one, also where it exists.
    if (rows.length === 0) await client.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
    await client.query(createStateTables(tables));
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    throw new VarveError("STATE_NOT_WRITABLE", {
      message: `Varve's tables cannot be made in schema ${schema}: ${(error as Error).message}`,
      hint: "GRANT CREATE ON DATABASE to this role, or create the schema for it once (docs/production.md).",
      details: { stateSchema: schema, sqlstate: (error as { code?: string }).code },
      cause: error,
    });
  }
}
