// Do branches get in each other's way? Tried out: both orders on scratch databases, and what each branch touches by itself.
import { withClient } from "../database/connect.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import {
  type Change,
  compare,
  extractCatalog,
  type FactBase,
  isEqual,
  projectScope,
  type Scope,
} from "../engine/index.ts";
import { isVarveError } from "../errors.ts";
import type { Graph } from "../revisions/graph.ts";
import { ancestors, tips } from "../revisions/walk.ts";
import { upgradeScratch } from "./replay.ts";
import { tenantScope } from "./scope.ts";
import type { TenantGround } from "./tenant-ground.ts";

export interface Branches {
  readonly graph: Graph;
  readonly heads: readonly string[];
  /** What is compared; its state schema is the runner's. */
  readonly scope: Scope;
  readonly scratchUrl: string;
  /** Where the branches are those of tenants. */
  readonly ground?: TenantGround | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An object that two branches change. */
export interface Overlap {
  readonly kind: string;
  readonly name: string;
  readonly branches: readonly string[];
}

export interface Commutation {
  /** Whichever comes first, the database is the same in the end. */
  readonly commutes: boolean;
  readonly overlaps: readonly Overlap[];
  /** Why it is not, when one of the orders could not even be run. */
  readonly problem?: string;
}

/** Runs the branches in both orders and compares. Errors: those of the scratch databases and of revisions below all of them. */
export async function tryOrders(branches: Branches): Promise<Commutation> {
  const { graph, heads, scratchUrl, ground, signal } = branches;
  return withScratchDatabase({ url: scratchUrl, signal }, async (base) => {
    if (ground !== undefined) await withClient(base.url, ground.lay, { signal });
    await run(branches, base.url, commonHeads(graph, heads));
    const before = await read(branches, base.url);
    const after = (targets: readonly string[]) => build(branches, base.url, targets);
    const overlaps = findOverlaps(
      await Promise.all(heads.map(async (head) => ({ head, changes: compare(before, await after([head])) }))),
    );
    try {
      const [forward, backward] = [await after(heads), await after([...heads].reverse())];
      return { commutes: isEqual(forward, backward), overlaps };
    } catch (error) {
      if (!isVarveError(error) || error.code === "INTERRUPTED") throw error;
      return { commutes: false, overlaps, problem: error.message };
    }
  });
}

/** The last revisions that all the branches have. */
function commonHeads(graph: Graph, heads: readonly string[]): string[] {
  const [first, ...others] = heads.map((head) => ancestors(graph, [head], { dependencies: true }));
  const common = [...(first ?? [])].filter((id) => others.every((other) => other.has(id)));
  return tips(graph, new Set(common));
}

/** A copy of the base, with the targets applied one after the other. */
async function build(branches: Branches, baseUrl: string, targets: readonly string[]): Promise<FactBase> {
  const { scratchUrl: url, signal } = branches;
  const template = new URL(baseUrl).pathname.slice(1);
  return withScratchDatabase({ url, template, signal }, async (scratch) => {
    for (const target of targets) await run(branches, scratch.url, [target]);
    return read(branches, scratch.url);
  });
}

async function read({ scope, ground, signal }: Branches, url: string): Promise<FactBase> {
  const own = ground === undefined ? scope : tenantScope(scope, ground.tenant);
  return projectScope(await withClient(url, extractCatalog, { signal }), own).facts;
}

function run(
  { graph, scope: { stateSchema }, ground, signal }: Branches,
  url: string,
  targets: readonly string[],
): Promise<void> {
  return upgradeScratch(url, { graph, targets, stateSchema, tenant: ground?.tenant, signal });
}

/** The very objects that several branches change; a table of which they change different parts is named as such. */
function findOverlaps(branches: readonly { head: string; changes: readonly Change[] }[]): Overlap[] {
  const objects = severalTimes(branches, (change) => {
    const { kind, name, table } = change;
    return { kind, name: table === undefined ? name : `${table}.${name}`, table: tableOf(change) };
  });
  const tables = severalTimes(branches, (change) => {
    const table = tableOf(change);
    return table === undefined ? undefined : { kind: "table", name: table, table };
  });
  const named = new Set(objects.map(({ table }) => table));
  return [...objects, ...tables.filter(({ table }) => !named.has(table))].map(
    ({ kind, name, branches: heads }) => ({ kind, name, branches: heads }),
  );
}

interface Place {
  readonly kind: string;
  readonly name: string;
  readonly table: string | undefined;
}

function tableOf({ kind, name, table }: Change): string | undefined {
  return table ?? (kind === "table" ? name : undefined);
}

/** The places that more than one branch has changes at. */
function severalTimes(
  branches: readonly { head: string; changes: readonly Change[] }[],
  placeOf: (change: Change) => Place | undefined,
): (Place & { readonly branches: readonly string[] })[] {
  const touched = new Map<string, Place & { branches: string[] }>();
  for (const { head, changes } of branches) {
    for (const place of changes.map(placeOf).filter((each) => each !== undefined)) {
      const key = `${place.kind} ${place.name}`;
      const known = touched.get(key) ?? { ...place, branches: [] };
      if (!known.branches.includes(head)) known.branches.push(head);
      touched.set(key, known);
    }
  }
  return [...touched.values()].filter(({ branches: heads }) => heads.length > 1);
}
