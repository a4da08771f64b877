import type { ClientBase } from "pg";
import { ask, isTooEarly } from "../database/ask.ts";
import { isConnectionLoss } from "../database/connection-loss.ts";
import { fromPostgresError } from "../database/postgres-error.ts";
import { VarveError } from "../errors.ts";
import type { Preflight } from "../revisions/declare.ts";
import type { Revision } from "../revisions/parse.ts";
import { withTenantNames } from "./tenant-names.ts";
import type { Work } from "./work.ts";

/** Rows that a revision would fail on. The key is all that is shown of them. */
export interface RowsInTheWay {
  readonly message: string;
  readonly count: number;
  readonly example: string;
  readonly hint: string;
}

/**
 * Runs the preflight queries of a revision. A query that cannot run yet, because an earlier revision makes what it asks
 * about, passes unless `strict`; so does one whose functions need more of the change than was prepared, or may not be defined. Errors: PREFLIGHT_FAILED.
 */
export async function checkPreflight(
  work: Pick<Work, "client" | "isOurs" | "tenant">,
  revision: Revision,
  { strict }: { strict: boolean },
): Promise<void> {
  const found: RowsInTheWay[] = [];
  for (const preflight of revision.preflight) {
    const rows = await withTenantNames(work, () => findRows(work.client, preflight)).catch(
      (error: unknown) => {
        if (isConnectionLoss(error)) throw error;
        const isPrepared = preflight.prepare !== undefined;
        const passes = isTooEarly(error) ? !strict || isPrepared : isPrepared && isRefused(error);
        if (!passes) throw unanswered(error, preflight, revision);
        return undefined;
      },
    );
    if (rows !== undefined) found.push(rows);
  }
  if (found.length === 0) return;
  const lines = found.map(
    ({ message, count, example }) =>
      `  ${message}: ${count} ${count === 1 ? "row" : "rows"}, such as ${example}`,
  );
  throw new VarveError("PREFLIGHT_FAILED", {
    message: `Rows stand in the way of revision ${revision.id} (${revision.message}); nothing of it was run:\n${lines.join("\n")}`,
    hint: [...new Set(found.map(({ hint }) => hint))].join(" "),
    details: { revision: revision.id, rows: found, file: revision.file },
  });
}

async function findRows(
  client: ClientBase,
  { prepare, sql, message, hint }: Preflight,
): Promise<RowsInTheWay | undefined> {
  const text = `SELECT count(*) OVER (), found.* FROM (${sql.trim().replace(/;$/, "")}\n) AS found LIMIT 1`;
  const [first] = await ask(client, text, prepare);
  return (
    first && { message, count: Number(first[0]), example: String(first[1] ?? "a row without a key"), hint }
  );
}

/** Who may not define a function, may still run the step. */
function isRefused(error: unknown): boolean {
  return (error as { code?: string }).code === "42501";
}

function unanswered(error: unknown, { sql }: Preflight, { id, message, file }: Revision): VarveError {
  const failure = fromPostgresError(error, { code: "MIGRATION_FAILED", sql });
  return new VarveError("MIGRATION_FAILED", {
    message: `A preflight query of revision ${id} (${message}) failed: ${failure.message}`,
    hint: "Correct `preflight` in its file; nothing of the revision was run.",
    details: { ...failure.details, revision: id, file },
    cause: error,
  });
}
