// The way back of migrations that have none: each is run on a scratch database, and the way from what it made to what was
// there before is planned and proven.
import { withComparison } from "../autogenerate/comparison.ts";
import { proposeChange } from "../autogenerate/proposal.ts";
import { buildReplica } from "../autogenerate/replica.ts";
import { withClient } from "../database/connect.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import { type Catalog, extractCatalog, type Scope } from "../engine/index.ts";
import { isVarveError, VarveError } from "../errors.ts";
import type { Step } from "../plan/steps.ts";
import { buildGraph } from "../revisions/graph.ts";
import type { Revision } from "../revisions/parse.ts";
import { planUpgrade } from "../revisions/plan.ts";
import { runPlan } from "../runner/run.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { reverseRenames } from "./reverse-renames.ts";

export interface WayBack {
  readonly down: readonly Pick<Step, "sql" | "hazards">[];
  /** Why there is none; `down` then refuses to run. */
  readonly missing?: string;
}

export interface WaysBackOptions {
  readonly scope: Scope;
  readonly scratchUrl: string;
  readonly signal?: AbortSignal | undefined;
  readonly tell: (revision: Revision) => void;
}

/** For each of the revisions, which form one line from the base. Error: ADOPTION_FAILED for one that does not run. */
export function findWaysBack(revisions: readonly Revision[], options: WaysBackOptions): Promise<WayBack[]> {
  const { scratchUrl, signal, tell } = options;
  return withScratchDatabase({ url: scratchUrl, signal }, async ({ url }) => {
    const read = () => withClient(url, extractCatalog, { signal });
    const ways: WayBack[] = [];
    let before = await read();
    for (const revision of revisions) {
      tell(revision);
      await runUp(revisions, revision, { url, ...options });
      const after = await read();
      ways.push(await planBack(revision, { before, after, ...options }));
      before = after;
    }
    return ways;
  });
}

async function runUp(
  revisions: readonly Revision[],
  { id, message }: Revision,
  { url, scope, signal }: WaysBackOptions & { url: string },
): Promise<void> {
  const graph = buildGraph(revisions);
  const plan = (position: Parameters<typeof planUpgrade>[1]) => planUpgrade(graph, position, id);
  const { stateSchema } = scope;
  try {
    await runPlan({ source: url, command: "upgrade", graph, stateSchema, plan, signal });
  } catch (error) {
    if (!isVarveError(error) || error.code !== "MIGRATION_FAILED") throw error;
    throw new VarveError("ADOPTION_FAILED", {
      message: `The migrations do not build a database from nothing: ${message} fails. ${error.message}`,
      hint: "Mend that file where no database has applied it; otherwise start from the database: varve init --from-database.",
      details: error.details,
      cause: error,
    });
  }
}

interface Sides extends WaysBackOptions {
  readonly before: Catalog;
  readonly after: Catalog;
}

async function planBack(revision: Revision, sides: Sides): Promise<WayBack> {
  const renames = reverseRenames(revision.up.flatMap((step) => (step.kind === "sql" ? [step.sql] : [])));
  try {
    return { down: await propose(sides, renames) };
  } catch (error) {
    if (!isVarveError(error) || !hopeless.has(error.code)) throw error;
    return { down: [{ sql: refusal(revision), hazards: [] }], missing: error.message };
  }
}

const hopeless = new Set<string>([
  "PLAN_IMPOSSIBLE",
  "PLAN_NOT_PROVEN",
  "RENAME_AMBIGUOUS",
  "RENAME_UNKNOWN",
  "STATEMENT_FAILED",
]);

/** What `diff` would print for the two schemas. */
async function propose({ before, after, scope, scratchUrl, signal }: Sides, rename: readonly string[]) {
  const build: Parameters<typeof withComparison>[0]["build"] = async (scratch) => {
    await buildReplica(scratch, before, scope);
    return before;
  };
  const options = { readActual: async () => after, build, scope, scratchUrl, signal };
  const { up } = await withComparison(options, (each) => proposeChange(each, { rename, noRenames: true }));
  return up;
}

function refusal({ message }: Revision): string {
  const text = `${message} has no way back: none could be proven when it was taken over from drizzle-kit`;
  return `DO ${quoteLiteral(`BEGIN RAISE EXCEPTION ${quoteLiteral(text.replaceAll("%", "%%"))}; END`)}`;
}
