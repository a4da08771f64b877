// The work of a command in each of many schemas, several at a time, and the summary.

import type { Pool } from "pg";
import { interrupted } from "../database/abort.ts";
import { VarveError } from "../errors.ts";
import { inParallel } from "../runner/tenants.ts";
import type { Document, Format } from "../terminal/command.ts";
import {
  describeError,
  type ErrorDocument,
  renderErrorDocument,
  toVarveError,
} from "../terminal/error-report.ts";
import type { ProgressEvent } from "../terminal/progress.ts";
import { createRedactor } from "../terminal/redact.ts";
import { formatTable } from "../terminal/table.ts";
import type { TenantOptions } from "./choose-tenants.ts";

/** What was done in one schema. */
export type TenantResult<T extends Document> = T & {
  readonly schema: string;
  readonly error?: ErrorDocument["error"];
  /** It was not begun: another had failed. */
  readonly skipped?: true;
};

/**
 * Calls `run` for each of the schemas; one that fails is told in its place, and does not stop the others unless asked to. What
 * `failed` gives stands for its document. Errors: INTERRUPTED.
 */
export async function forEachTenant<T extends Document>(
  schemas: readonly string[],
  options: TenantOptions & { readonly pool?: Pool | undefined },
  {
    run,
    failed,
  }: {
    run: (schema: string, onEvent: (event: ProgressEvent) => void) => Promise<T>;
    failed: (schema: string) => Promise<T>;
  },
): Promise<TenantResult<T>[]> {
  const { signal, failFast = false, onEvent } = options;
  const jobs = jobsOf(options);
  const redact = createRedactor(process.env, [options.url ?? ""]);
  let done = 0;
  let hasFailed = false;
  const isStopped = () => signal?.aborted === true || (failFast && hasFailed);
  const results = await inParallel(schemas, { jobs, isStopped }, async (schema) => {
    const tell = (event: ProgressEvent) =>
      onEvent?.({
        ...event,
        message: `${schema}: ${event.message}`,
        ...{ schema, done, total: schemas.length },
      });
    try {
      const document = await run(schema, tell);
      hasFailed ||= !document.ok;
      return { schema, ...document };
    } catch (caught) {
      hasFailed = true;
      const { error } = describeError(toVarveError(caught), {
        redact,
        debug: process.env.VARVE_DEBUG === "1",
      });
      return { schema, ...(await failed(schema)), error };
    } finally {
      done += 1;
    }
  });
  const left = schemas.filter((_, index) => results[index] === undefined);
  const isAborted = () => signal?.aborted === true;
  const skipped = await inParallel(left, { jobs, isStopped: isAborted }, async (schema) => ({
    schema,
    ...(await failed(schema)),
    skipped: true as const,
  }));
  if (signal?.aborted) throw interrupted(signal);
  return results.map((result) => result ?? (skipped.shift() as TenantResult<T>));
}

/** A run takes two connections, and one now and then to see who is in its way. Error: USAGE. */
function jobsOf({ jobs = 4, pool }: TenantOptions & { readonly pool?: Pool | undefined }): number {
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new VarveError("USAGE", {
      message: `${jobs} is no number of tenants to work on at a time.`,
      hint: "Give a whole number from 1: --jobs 4.",
    });
  }
  const most = pool === undefined ? jobs : Math.floor((pool.options.max - 1) / 2);
  return Math.max(1, Math.min(jobs, most));
}

/** A line for each schema, the errors below; `tell` gives the other columns. */
export function renderTenants<T extends Document>(
  results: readonly TenantResult<T>[],
  { style }: Format,
  { head, tell }: { head: readonly string[]; tell: (result: TenantResult<T>) => readonly string[] },
): string {
  if (results.length === 0)
    return "There are no tenants yet; varve upgrade --schema NAME --create makes one.";
  const rows = results.map((result) => [
    result.ok ? style.green("ok") : result.skipped ? style.yellow("skipped") : style.red("failed"),
    result.schema,
    ...tell(result),
  ]);
  const errors = results.flatMap(({ schema, error }) =>
    error === undefined ? [] : [`${style.bold(`${schema}:`)} ${renderErrorDocument({ error }, style)}`],
  );
  const count = (what: string, number: number) => (number === 0 ? [] : [`${number} ${what}`]);
  const failed = results.filter(({ ok, skipped }) => !ok && skipped !== true).length;
  const skipped = results.filter((result) => result.skipped).length;
  const counts = [
    ...count("ok", results.length - failed - skipped),
    ...count("failed", failed),
    ...count("skipped", skipped),
  ];
  return [
    formatTable(rows, { head: ["", "schema", ...head] }),
    ...(errors.length === 0 ? [] : ["", ...errors, ""]),
    `${results.length} ${results.length === 1 ? "tenant" : "tenants"}: ${counts.join(", ")}.`,
  ].join("\n");
}
