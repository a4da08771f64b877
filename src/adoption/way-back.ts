// The way back of migrations that have none: each is run on a scratch database, and the way from what it made to what was
// there before is planned and proven.
import { withCatalogComparison } from "../autogenerate/databases-side.ts";
import { proposeChange } from "../autogenerate/proposal.ts";
import { upgradeScratch } from "../autogenerate/replay.ts";
import { withClient } from "../database/connect.ts";
import { messageWithoutData } from "../database/postgres-error.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import { type Catalog, extractCatalog, isEqual, projectScope, type Scope } from "../engine/index.ts";
import { isVarveError, VarveError } from "../errors.ts";
import { withModelRoles } from "../models/roles.ts";
import type { Step } from "../plan/steps.ts";
import { buildGraph } from "../revisions/graph.ts";
import type { Revision } from "../revisions/parse.ts";
import { sqlOf } from "../revisions/sql-of.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { describeFile } from "../typescript/position.ts";
import { reverseRenames } from "./reverse-renames.ts";
import { withoutServerStatements } from "./server-statements.ts";

export interface WayBack {
  readonly down: readonly Pick<Step, "sql" | "hazards">[];
  /** Why there is none; `down` then refuses to run. */
  readonly missing?: string;
}

export interface WaysBackOptions {
  readonly scope: Scope;
  readonly scratchUrl: string;
  readonly signal?: AbortSignal | undefined;
  /** Called before each, with its place. */
  readonly tell: (revision: Revision, index: number) => void;
  /** The file that the revision is made from. */
  readonly sourceOf: (revision: Revision) => string;
}

/** For each of the revisions, which form one line from the base. Error: ADOPTION_FAILED for one that does not run. */
export function findWaysBack(revisions: readonly Revision[], options: WaysBackOptions): Promise<WayBack[]> {
  const { scratchUrl, signal } = options;
  const split = revisions.map((revision) => ({ revision, ...withoutServerStatements(sqlOf(revision.up)) }));
  const tame = split.map(({ revision, steps }) => ({
    ...revision,
    up: steps.map((sql) => ({ kind: "sql", sql }) as const),
  }));
  const roles = split.flatMap((each) =>
    each.roles.map((role) => ({ ...role, kind: "role", file: each.revision.file })),
  );
  const run = () =>
    withScratchDatabase({ url: scratchUrl, signal }, ({ url }) => runAll(tame, { ...options, url }));
  return withClient(scratchUrl, (client) => withModelRoles(client, { roles }, run), { signal });
}

/** Up, one after the other, each time with the way back from there. */
async function runAll(
  revisions: readonly Revision[],
  options: WaysBackOptions & { readonly url: string },
): Promise<WayBack[]> {
  const { url, signal, tell } = options;
  const read = () => withClient(url, extractCatalog, { signal });
  const ways: WayBack[] = [];
  let before = await read();
  for (const [index, revision] of revisions.entries()) {
    tell(revision, index);
    await runUp(revisions, revision, options);
    const after = await read();
    ways.push(await planBack(revision, { ...options, before, after }));
    before = after;
  }
  return ways;
}

async function runUp(
  revisions: readonly Revision[],
  revision: Revision,
  { url, scope, signal, sourceOf }: WaysBackOptions & { url: string },
): Promise<void> {
  const { stateSchema } = scope;
  try {
    await upgradeScratch(url, { graph: buildGraph(revisions), targets: [revision.id], stateSchema, signal });
  } catch (error) {
    if (!isVarveError(error) || error.code !== "MIGRATION_FAILED") throw error;
    throw doesNotRun(revision, sourceOf(revision), error);
  }
}

/** Of the file that there is, not of the revision that was to be made of it. */
function doesNotRun(revision: Revision, file: string, error: VarveError): VarveError {
  const { step, position } = error.details;
  const statement = typeof step === "number" ? (sqlOf(revision.up)[step - 1] ?? "") : "";
  const [, ...drawn] = error.message.split("\n").slice(0, -1);
  const shown = position === undefined ? [`  ${statement.trim().slice(0, 300)}`] : drawn;
  const fails = statement === "" ? "fails when it is committed" : "fails";
  const reason = [messageWithoutData((error.cause ?? error) as Error), ...(statement === "" ? [] : shown)];
  return new VarveError("ADOPTION_FAILED", {
    message: `The migrations do not build a database from nothing: ${describeFile(file)} ${fails}: ${reason.join("\n")}`,
    hint: "Mend that file where no database has applied it; otherwise start from the database: varve init --from-database.",
    details: { sqlstate: error.details.sqlstate, file, statement },
    cause: error,
  });
}

interface Sides extends WaysBackOptions {
  readonly before: Catalog;
  readonly after: Catalog;
}

async function planBack(revision: Revision, sides: Sides): Promise<WayBack> {
  const without = (missing: string) => ({ down: [{ sql: refusal(revision), hazards: [] }], missing });
  const beyond = changedBeyond(sides);
  if (beyond !== undefined) return without(`it changes ${beyond}, which Varve does not compare.`);
  if (isSame(sides)) return { down: [] };
  try {
    return { down: await propose(sides, reverseRenames(sqlOf(revision.up))) };
  } catch (error) {
    if (!isVarveError(error) || !hopeless.has(error.code)) throw error;
    return without(error.message);
  }
}

/** Only rows were changed. */
function isSame({ before, after, scope }: Sides): boolean {
  return isEqual(projectScope(before, scope).facts, projectScope(after, scope).facts);
}

/** An object of a kind that the engine cannot read and that came or went. */
function changedBeyond({ before, after }: Sides): string | undefined {
  const [old, now] = [before, after].map(({ unmodeled }) =>
    unmodeled.map(({ kind, name }) => `${kind} ${name}`),
  );
  return now?.find((each) => !old?.includes(each)) ?? old?.find((each) => !now?.includes(each));
}

const hopeless = new Set<string>([
  "PLAN_IMPOSSIBLE",
  "PLAN_NOT_PROVEN",
  "RENAME_AMBIGUOUS",
  "RENAME_UNKNOWN",
  "STATEMENT_FAILED",
]);

/** What `diff` would print for the two schemas. */
async function propose({ before, after, ...options }: Sides, rename: readonly string[]) {
  const choice = { rename, noRenames: true, mayFitNothing: true };
  const { up } = await withCatalogComparison({ from: after, to: before }, options, (each) =>
    proposeChange(each, choice),
  );
  return up;
}

function refusal({ message }: Revision): string {
  const text = `${message} has no way back: none could be proven when it was taken over from drizzle-kit`;
  return `DO ${quoteLiteral(`BEGIN RAISE EXCEPTION ${quoteLiteral(text.replaceAll("%", "%%"))}; END`)}`;
}
