import { rm } from "node:fs/promises";
import type { Config } from "../config.ts";
import { isVarveError, VarveError } from "../errors.ts";
import type { Models } from "../models/load.ts";
import { buildGraph, type Graph, nodeOf } from "../revisions/graph.ts";
import { keepHeadsFile } from "../revisions/heads-file.ts";
import { parseRevision, type Revision } from "../revisions/parse.ts";
import { assertFromFiles, resolveRange } from "../revisions/range.ts";
import { rewriteParents } from "../revisions/rewrite.ts";
import { sqlOf } from "../revisions/sql-of.ts";
import { newCreatedAt, newRevisionId, writeRevision } from "../revisions/write.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { type CommandOptions, openProject } from "./project.ts";
import { openGraph } from "./revisions-project.ts";

export interface SquashOptions extends CommandOptions {
  /** `a:b`: both ends are squashed too. */
  range: string;
  message?: string | undefined;
}

export interface SquashDocument extends Document {
  readonly id: string;
  readonly file: string;
  /** What it stands for, the oldest first; their files are gone. */
  readonly replaces: readonly string[];
}

/**
 * Replaces a range by one revision, proven on scratch databases to build the same. Databases that have the range, or a part
 * of it, are carried over by their next upgrade. Errors: SQUASH_IMPOSSIBLE, those of a range, of the models and of scratch databases.
 */
export async function squash(options: SquashOptions): Promise<SquashDocument> {
  assertFromFiles(options.range);
  const { config, graph } = await openGraph(options);
  const ids = resolveRange(graph, options.range, []);
  const parts = ids.map((id) => nodeOf(graph, id).revision);
  const last = assertSquashable(graph, parts);
  const message = options.message ?? `squash ${ids[0]} to ${last.id}`;
  const squashed = squashedRevision(parts, last, message);
  const after = graphAfter(graph, parts, squashed);
  await assertSame(options, { graph, target: last.id }, { graph: after, target: squashed.id });
  const steps = {
    up: sqlOf(squashed.up).map((sql) => ({ sql })),
    down: sqlOf(squashed.down).map((sql) => ({ sql })),
  };
  const { file } = await writeRevision(config.migrations, { ...squashed, ...steps }, graph.heads);
  for (const child of nodeOf(graph, last.id).children) {
    const { revision } = nodeOf(graph, child);
    await rewriteParents(revision, parentsAfter(revision, last.id, squashed.id));
  }
  for (const part of parts) await rm(part.file);
  await keepHeadsFile(config.migrations, after.heads);
  return { ok: true, id: squashed.id, file, replaces: ids };
}

/** One way in, one way out, nothing but SQL between. Gives the last revision. */
function assertSquashable(graph: Graph, parts: readonly Revision[]): Revision {
  const ids = new Set(parts.map(({ id }) => id));
  const last = parts.at(-1);
  if (last === undefined || parts.length < 2) throw impossible("the range holds fewer than two revisions");
  const entries = parts.filter(({ revises }) => revises.every((parent) => !ids.has(parent)));
  if (entries.length > 1)
    throw impossible(`it begins with several revisions: ${entries.map(({ id }) => id).join(", ")}`);
  for (const { id, revises, up, down, replaces } of parts) {
    const { children, dependents } = nodeOf(graph, id);
    const outside = [...(id === last.id ? [] : children), ...dependents].find((each) => !ids.has(each));
    if (outside !== undefined) throw impossible(`${outside} comes after ${id}, which is in the middle of it`);
    const stray = id === entries[0]?.id ? undefined : revises.find((parent) => !ids.has(parent));
    if (stray !== undefined) throw impossible(`${id} comes after ${stray}, which is not in it`);
    if ([...up, ...down].some(({ kind }) => kind !== "sql"))
      throw impossible(`${id} has steps in TypeScript`);
    if (replaces.length > 0)
      throw impossible(`${id} is squashed itself; take \`replaces\` out of it once every database has it`);
  }
  return last;
}

function squashedRevision(parts: readonly Revision[], last: Revision, message: string): Revision {
  const ids = new Set(parts.map(({ id }) => id));
  const [first] = parts;
  const labels = parts.flatMap((part) => part.labels);
  const inside = new Set([...ids, ...labels]);
  return parseRevision(
    {
      id: newRevisionId(),
      revises: first?.revises ?? [],
      message,
      createdAt: newCreatedAt(),
      labels,
      dependsOn: [...new Set(parts.flatMap(({ dependsOn }) => dependsOn))].filter(
        (name) => !inside.has(name),
      ),
      up: parts.flatMap(({ up }) => up),
      down: [...parts].reverse().flatMap(({ down }) => down),
      preflight: first?.preflight ?? [],
      replaces: parts.map(({ id, up, down }) => ({ id, up: up.length, down: down.length })),
    },
    last.file,
  );
}

function graphAfter(graph: Graph, parts: readonly Revision[], squashed: Revision): Graph {
  const gone = new Set(parts.map(({ id }) => id));
  const last = parts.at(-1)?.id ?? "";
  const others = [...graph.nodes.values()].map(({ revision }) => revision).filter(({ id }) => !gone.has(id));
  const moved = others.map((each) => ({ ...each, revises: parentsAfter(each, last, squashed.id) }));
  return buildGraph([...moved, squashed]);
}

function parentsAfter({ revises }: Revision, from: string, to: string): string[] {
  return revises.map((parent) => (parent === from ? to : parent));
}

interface Built {
  readonly graph: Graph;
  readonly target: string;
}

/** Builds both, each in a scratch database, and compares. */
async function assertSame(options: SquashOptions, before: Built, after: Built): Promise<void> {
  const { config, url } = await openProject(options);
  const { scratchServer } = await import("../autogenerate/scratch-server.ts");
  const { groundOfOthers, replayRevisions } = await import("../autogenerate/replay.ts");
  const { databaseScope, tenantScope } = await import("../autogenerate/scope.ts");
  const { readTenantGround } = await import("../autogenerate/tenant-ground.ts");
  const { isEqual, projectScope } = await import("../engine/index.ts");
  const scratchUrl = await scratchServer(config, url);
  const tenants = await readTenantGround(config, url, options.signal);
  const models = tenants === undefined ? await modelsIfAny(config) : undefined;
  const ground = tenants ?? (models && groundOfOthers(models));
  const whole = databaseScope(config);
  const scope = tenants === undefined ? whole : tenantScope(whole, tenants.tenant);
  const build = async ({ graph, target }: Built) => {
    const { stateSchema } = config;
    const catalog = await replayRevisions({
      graph,
      targets: [target],
      stateSchema,
      scratchUrl,
      ground,
      signal: options.signal,
    });
    return projectScope(catalog, scope).facts;
  };
  if (!isEqual(await build(before), await build(after)))
    throw impossible("the squashed revision builds another database");
}

/** Revisions may have been written without any. */
async function modelsIfAny(config: Config): Promise<Models | undefined> {
  const { loadModels } = await import("../models/load.ts");
  return loadModels(config).catch((error) => {
    if (isVarveError(error) && error.code === "NO_MODELS") return undefined;
    throw error;
  });
}

function impossible(why: string): VarveError {
  return new VarveError("SQUASH_IMPOSSIBLE", {
    message: `The range cannot be squashed: ${why}.`,
    hint: "Choose a range with one beginning and one end; nothing was changed.",
  });
}

export const definition: CommandDefinition<SquashOptions, SquashDocument> = {
  name: "squash",
  summary: "replace a range of revisions by one",
  description:
    "The result is proven equal on scratch databases. A database that has the range, or a part of it, is carried over by its " +
    "next upgrade.",
  arguments: { range: { help: "a:b, both included" } },
  options: { message: { flags: "-m, --message <text>", help: "what the new revision does" } },
  examples: [{ command: 'varve squash base:3f2a -m "the first year"', help: "everything up to 3f2a" }],
  run: squash,
  render: ({ file, replaces }, { style }) =>
    `${style.green("Wrote")} ${file}, which stands for ${replaces.join(", ")}; their files are gone.`,
};
