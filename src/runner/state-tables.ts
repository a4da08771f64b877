import { quoteName } from "../sql/quote.ts";

/** Varve's own tables; all but `schema` are quoted, with the schema in front. */
export interface StateTables {
  readonly schema: string;
  /** The schema is a tenant's. */
  readonly isOfTenant: boolean;
  /** What the runner's lock is named after. */
  readonly name: string;
  readonly heads: string;
  readonly history: string;
  readonly steps: string;
}

/**
 * In a schema of their own; those of a tenant in its schema, so that they are dumped, renamed and dropped with it, and a
 * tenant made anew is never taken for one that is up to date. Pure.
 */
export function stateTables(stateSchema: string, tenant?: string): StateTables {
  const schema = tenant ?? stateSchema;
  const [heads = "", history = "", steps = ""] = stateTableNames(stateSchema, tenant);
  return {
    schema,
    isOfTenant: tenant !== undefined,
    name: `${schema}.${history}`,
    heads: quoteName(heads, schema),
    history: quoteName(history, schema),
    steps: quoteName(steps, schema),
  };
}

/** Their names: heads, history and steps. Pure. */
export function stateTableNames(stateSchema: string, tenant?: string): string[] {
  return ["heads", "history", "steps"].map((name) =>
    tenant === undefined ? name : `${stateSchema}_${name}`,
  );
}

/** The statements that make the tables in their schema, as one text; they may be run again. Pure. */
export function createStateTables({ heads, history, steps }: StateTables): string {
  return `CREATE TABLE IF NOT EXISTS ${heads} (
  revision text PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS ${history} (
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
COMMENT ON COLUMN ${history}.finished_at IS 'empty while it runs, or when it was cut off';
COMMENT ON COLUMN ${history}.steps IS 'the steps as they were, up and down, to compare an edited file with';
COMMENT ON COLUMN ${history}.applied IS 'for a stamp: every revision that counts as applied after it, with its hash';
CREATE TABLE IF NOT EXISTS ${steps} (
  history_id bigint NOT NULL REFERENCES ${history} ON DELETE CASCADE,
  step integer NOT NULL,
  hash text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  progress jsonb,
  PRIMARY KEY (history_id, step)
);`;
}
