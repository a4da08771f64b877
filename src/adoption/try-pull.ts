// One turn of drizzle-kit: it reads a copy of the schema, what it wrote is built, and that is compared with what there is.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Client } from "pg";
import { withScratch } from "../autogenerate/comparison.ts";
import { buildReplica, seedUndeclared } from "../autogenerate/replica.ts";
import { keptNames } from "../autogenerate/unnamed.ts";
import type { Config } from "../config.ts";
import { withDatabase } from "../database/url.ts";
import {
  type Catalog,
  encodeId,
  extractCatalog,
  type FactBase,
  formatSql,
  planActions,
  projectScope,
  type Scope,
  type StableId,
  withFacts,
} from "../engine/index.ts";
import { isVarveError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { buildModels } from "../models/build.ts";
import { loadModels } from "../models/load.ts";
import type { Statement } from "../models/statement.ts";
import { silentRenames } from "../renames/candidates.ts";
import { orderRenames, type Rename, renameSql } from "../renames/rename.ts";
import { wordsOf } from "../sql/words.ts";
import { loadModules } from "../typescript/load.ts";
import { pull } from "./drizzle-kit.ts";
import { extensionRelations, factsAt, factsNamed, garbledFacts } from "./garbled.ts";
import { type ActualTable, mendPulled } from "./mend-pulled.ts";
import { objectAtLine } from "./pulled-file.ts";

/** Texts by the name of the file. */
export type Files = ReadonlyMap<string, string>;

export interface PullContext {
  readonly config: Config;
  readonly catalog: Catalog;
  /** The catalog as far as it is compared. */
  readonly wanted: FactBase;
  /** What every new database has: nobody's to make, but it may have to be altered. */
  readonly empty: FactBase;
  readonly scope: Scope;
  readonly scratchUrl: string;
  /** The program of drizzle-kit. */
  readonly kit: string;
  /** In the project, so that what is written there finds the project's packages. It is emptied. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Attempt {
  /** What drizzle-kit wrote, and the rest; undefined when it cannot be used at all. */
  readonly files?: Files;
  /** Encoded ids of what it must not see the next time. */
  readonly garbled: ReadonlySet<string>;
  /** Why there are no files. */
  readonly why?: string;
}

/** @param left what drizzle-kit gets to see */
export async function tryPull(left: FactBase, context: PullContext): Promise<Attempt> {
  const { written, log } = await pullFrom(left, context).catch((error: unknown) => {
    if (!isVarveError(error) || !unusable.has(error.code)) throw error;
    return { written: undefined, log: error.message };
  });
  if (written === undefined) return { garbled: new Set(), why: `it failed: ${errorIn(log)}` };
  const schema = mendPulled(written, (schema, name) => actualTable({ kind: "table", schema, name }, left));
  const { folder, config } = context;
  await writeFile(join(folder, "schema.ts"), schema);
  const hasModels = /^export /m.test(schema);
  try {
    const models = hasModels
      ? await loadModels({ ...config, root: folder, models: ["schema.ts"] })
      : undefined;
    const { rest, garbled } = await buildAndCompare(models?.statements ?? [], left, context);
    const relations = hasModels ? await usableRelations(join(folder, "relations.ts")) : undefined;
    const files = {
      ...(hasModels && { "schema.ts": schema }),
      ...(relations !== undefined && { "relations.ts": relations }),
      ...(rest.length > 0 && { "rest.sql": sqlText(rest) }),
    };
    return { files: new Map(Object.entries(files)), garbled };
  } catch (error) {
    if (!isVarveError(error) || !unusable.has(error.code)) throw error;
    return { garbled: blamed(error.details, schema, left), why: error.message };
  }
}

function actualTable(table: StableId, facts: FactBase): ActualTable {
  const columns = new Map<string, string | undefined>();
  const definitions = new Map<string, string>();
  for (const { id, payload } of facts.childrenOf(table)) {
    if (id.kind === "index" || id.kind === "constraint") definitions.set(id.name, String(payload.def));
    if (id.kind !== "column") continue;
    const expression = facts.get({ ...id, kind: "default" })?.payload.expr;
    columns.set(id.name, typeof expression === "string" ? expression : undefined);
  }
  return { columns, definitions };
}

const unusable = new Set<string>([
  "DUPLICATE_OBJECT",
  "MODEL_INVALID",
  "MODULE_NOT_FOUND",
  "MODULE_SYNTAX_ERROR",
  "MODULE_THREW",
  "NO_MODELS",
  "PLAN_IMPOSSIBLE",
  "STATEMENT_FAILED",
]);

/** PostgreSQL knows nothing of relations: where none can be loaded (drizzle-kit may name one with nothing), they are left out. */
async function usableRelations(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (!/^export /m.test(text)) return undefined;
  return loadModules([file]).then(
    () => text,
    () => undefined,
  );
}

/** From a copy of the schema without its rows: nothing can happen to the database itself. */
async function pullFrom(left: FactBase, context: PullContext) {
  const { folder, catalog, scope, scratchUrl, kit, signal } = context;
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  const leaveOut = extensionRelations(catalog.facts);
  const schemas = left.facts().flatMap(({ id }) => (id.kind === "schema" ? [id.name] : []));
  return withScratch(scratchUrl, signal, async (client) => {
    await buildReplica(client, { ...catalog, facts: left }, scope);
    const url = withDatabase(scratchUrl, client.database ?? "");
    return pull({ kit, url, folder, schemas: [...new Set(["public", ...schemas])], leaveOut, signal });
  });
}

interface Compared {
  /** The statements that lead from what drizzle-kit wrote to what there is. */
  readonly rest: readonly string[];
  readonly garbled: ReadonlySet<string>;
}

/** Builds what drizzle-kit wrote, without what PostgreSQL refuses of it, and compares. */
async function buildAndCompare(
  statements: readonly Statement[],
  left: FactBase,
  context: PullContext,
): Promise<Compared> {
  const { scratchUrl, signal } = context;
  const refused = new Set<string>();
  for (let accepted = statements; ; ) {
    try {
      const { rest, garbled } = await withScratch(scratchUrl, signal, (client) =>
        compareBuilt(client, accepted, context),
      );
      return { rest, garbled: new Set([...refused, ...garbled]) };
    } catch (error) {
      if (!isVarveError(error) || error.code !== "MODEL_REFUSED") throw error;
      const { object, statement } = error.details as { object: string; statement: string };
      for (const id of factsAt(left, object)) refused.add(id);
      accepted = accepted.filter(({ sql }) => sql !== statement);
    }
  }
}

async function compareBuilt(
  client: Client,
  statements: readonly Statement[],
  { catalog, wanted, empty, scope }: PullContext,
): Promise<Compared> {
  const ofDrizzle = { ...scope, manage: new Set<never>() };
  const read = async () => projectScope(await extractCatalog(client), ofDrizzle).facts;
  await seedUndeclared(client, catalog, ofDrizzle);
  await buildModels(client, { statements });
  const pulled = await read();
  const renames = orderRenames(silentRenames(pulled, wanted));
  for (const sql of renames.flatMap(renameSql)) await client.query(sql);
  const built = withFacts(await read(), empty);
  const changes = planActions(built, wanted).map(({ sql }) => sql);
  // What the models don't name is compared under the name that it has. What comes behind may need that name before.
  const kept = new Set(keptNames(statements, pulled, wanted).map(({ from }) => encodeId(from)));
  const said = new Set(changes.flatMap((sql) => [...wordsOf(sql)]));
  const isLeftOpen = ({ from, to }: Rename) =>
    kept.has(encodeId(from)) && !said.has((to as { name: string }).name);
  return {
    rest: [...renames.filter((rename) => !isLeftOpen(rename)).flatMap(renameSql), ...changes],
    garbled: garbledFacts(built, projectScope(catalog, ofDrizzle).facts),
  };
}

/** The objects that a file cannot be loaded for. */
function blamed(
  { errors, line }: Readonly<Record<string, unknown>>,
  schema: string,
  facts: FactBase,
): Set<string> {
  const lines = Array.isArray(errors) ? errors.map((error: { line?: number }) => error.line) : [line];
  const ids = lines.flatMap((each) => {
    const found = typeof each === "number" ? objectAtLine(schema, each) : undefined;
    return found === undefined ? [] : [...factsNamed(facts, found.name, found.parts)];
  });
  return new Set(ids);
}

/** Statements as the text of a `.sql` file. */
export function sqlText(statements: readonly string[]): string {
  return statements.map((sql) => `${formatSql(sql)};\n`).join("\n");
}

/** The lines from the first that speaks of an error. */
function errorIn(log: string): string {
  const lines = stripVTControlCharacters(log)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const first = lines.findIndex((line) => /error/i.test(line));
  return lines.slice(Math.max(0, first)).slice(0, 3).join(" ");
}
