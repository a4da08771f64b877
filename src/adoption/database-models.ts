// Models of a database that is there. drizzle-kit writes those of the tables; what it loses or garbles becomes SQL beside
// them. It is given copies of the schema, each with less in it, until all that it wrote is right.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Client } from "pg";
import { withScratch } from "../autogenerate/comparison.ts";
import { buildReplica, seedUndeclared } from "../autogenerate/replica.ts";
import { databaseScope } from "../autogenerate/scope.ts";
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
  withoutFacts,
} from "../engine/index.ts";
import { isVarveError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { buildModels } from "../models/build.ts";
import { loadModels } from "../models/load.ts";
import type { Statement } from "../models/statement.ts";
import { silentRenames } from "../renames/candidates.ts";
import { orderRenames, renameSql } from "../renames/rename.ts";
import { pull } from "./drizzle-kit.ts";
import { beyondDrizzle, extensionRelations, factsAt, factsNamed, garbledFacts } from "./garbled.ts";
import { declareUnknownTypes, objectAtLine } from "./pulled-file.ts";

export interface DatabaseModels {
  /** Texts by the name of the file. */
  readonly files: ReadonlyMap<string, string>;
  /** Why there are no Drizzle models: everything is SQL. */
  readonly fallback?: string;
}

export interface ModelsOptions {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly scratchUrl: string;
  /** The program of drizzle-kit. */
  readonly kit: string;
  /** An empty folder in the project, so that what is written there finds the project's packages. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** True when these files, by the judgement of `check`, are the database. */
  isRight(files: ReadonlyMap<string, string>): Promise<boolean>;
  readonly tell: (message: string) => void;
}

/** Each turn leaves more to SQL, and takes as long as drizzle-kit does. */
const turns = 8;

/** Writes nothing but into the folder. Errors: those of scratch databases, PLAN_IMPOSSIBLE. */
export async function databaseModels(options: ModelsOptions): Promise<DatabaseModels> {
  const { catalog, config, isRight, tell } = options;
  const scope = databaseScope(config);
  const wanted = projectScope(catalog, scope).facts;
  let left = withoutFacts(drizzleFacts(catalog, scope), beyondDrizzle);
  let why = "it changed nothing in what it wrote";
  for (let turn = 1; turn <= turns; turn += 1) {
    tell(turn === 1 ? "drizzle-kit reads the schema" : `drizzle-kit reads what is left to it (${turn})`);
    const attempt = await tryPull(options, { left, wanted, scope });
    const { files, garbled } = attempt;
    if (files !== undefined && garbled.size === 0) {
      if (await isRight(files)) return { files };
      why = "its models and the rest in SQL do not build the database";
      break;
    }
    why = attempt.why ?? why;
    const fewer = withoutFacts(left, ({ id }) => garbled.has(encodeId(id)));
    if (fewer.facts().length === left.facts().length) break;
    left = fewer;
  }
  const files = new Map([
    ["schema.sql", sqlText(planActions(emptyOf(wanted), wanted).map(({ sql }) => sql))],
  ]);
  return { files, fallback: why };
}

interface Turn {
  /** What drizzle-kit gets to see. */
  readonly left: FactBase;
  readonly wanted: FactBase;
  readonly scope: Scope;
}

interface Attempt {
  /** What drizzle-kit wrote, and the rest. */
  readonly files?: ReadonlyMap<string, string>;
  /** Encoded ids of what it must not see the next time. */
  readonly garbled: ReadonlySet<string>;
  readonly why?: string;
}

async function tryPull(options: ModelsOptions, { left, wanted, scope }: Turn): Promise<Attempt> {
  const { folder, catalog, scratchUrl, kit, signal, config } = options;
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  const leaveOut = extensionRelations(catalog.facts);
  const schemas = left.facts().flatMap(({ id }) => (id.kind === "schema" ? [id.name] : []));
  const { written, log } = await withScratch(scratchUrl, signal, async (client) => {
    await buildReplica(client, { facts: left, unmodeled: [] }, scope);
    const url = withDatabase(scratchUrl, client.database ?? "");
    return pull({ kit, url, folder, schemas: [...new Set(["public", ...schemas])], leaveOut, signal });
  });
  if (written === undefined) return { garbled: new Set(), why: `it failed: ${lastLines(log)}` };
  const schema = declareUnknownTypes(written);
  await writeFile(join(folder, "schema.ts"), schema);
  const relations = await readFile(join(folder, "relations.ts"), "utf8").catch(() => undefined);
  try {
    const hasModels = /^export /m.test(schema);
    const { statements } = hasModels
      ? await loadModels({ ...config, root: folder, models: ["*.ts"] })
      : { statements: [] };
    const { rest, garbled } = await buildAndCompare(options, { statements, left, wanted, scope });
    const files = [
      ...(hasModels ? [["schema.ts", schema] as const] : []),
      ...(hasModels && relations !== undefined ? [["relations.ts", relations] as const] : []),
      ...(rest.length > 0 ? [["rest.sql", sqlText(rest)] as const] : []),
    ];
    return { files: new Map(files), garbled };
  } catch (error) {
    if (!isVarveError(error)) throw error;
    return { garbled: blamed(error.details, schema, left), why: error.message };
  }
}

/** Builds what drizzle-kit wrote, without what PostgreSQL refuses of it, and says what is wrong and what is missing. */
async function buildAndCompare(
  options: ModelsOptions,
  { statements, left, wanted, scope }: Turn & { readonly statements: readonly Statement[] },
): Promise<{ rest: readonly string[]; garbled: ReadonlySet<string> }> {
  const { scratchUrl, signal, catalog } = options;
  const narrow = { ...scope, manage: new Set<never>() };
  const refused = new Set<string>();
  for (let accepted = statements; ; ) {
    try {
      const compared = await withScratch(scratchUrl, signal, async (client) => {
        await seedUndeclared(client, catalog, narrow);
        await buildModels(client, { statements: accepted });
        return compareBuilt(client, { catalog, wanted, narrow });
      });
      return { ...compared, garbled: new Set([...refused, ...compared.garbled]) };
    } catch (error) {
      if (!isVarveError(error) || error.code !== "MODEL_REFUSED") throw error;
      const { object, statement } = error.details as { object: string; statement: string };
      for (const id of factsAt(left, object)) refused.add(id);
      accepted = accepted.filter(({ sql }) => sql !== statement);
    }
  }
}

/** What drizzle-kit wrote beside what there is: what it got wrong, and the statements that add the rest. */
async function compareBuilt(
  client: Client,
  { catalog, wanted, narrow }: { catalog: Catalog; wanted: FactBase; narrow: Scope },
) {
  const read = async () => projectScope(await extractCatalog(client), narrow).facts;
  const first = await read();
  const renames = orderRenames(silentRenames(first, wanted)).flatMap(renameSql);
  for (const sql of renames) await client.query(sql);
  const built = await read();
  const garbled = garbledFacts(built, projectScope(catalog, narrow).facts);
  return { garbled, rest: [...renames, ...planActions(built, wanted).map(({ sql }) => sql)] };
}

/** What drizzle-kit can read, and what that stands on. */
function drizzleFacts(catalog: Catalog, scope: Scope): FactBase {
  const manage = new Set(["extension", "collation", "type", "domain", "function"] as const);
  return projectScope(catalog, { ...scope, manage }).facts;
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

function emptyOf(facts: FactBase): FactBase {
  return withoutFacts(facts, ({ id }) => !(id.kind === "schema" && id.name === "public"));
}

function sqlText(statements: readonly string[]): string {
  return statements.map((sql) => `${formatSql(sql)};\n`).join("\n");
}

function lastLines(log: string): string {
  const lines = stripVTControlCharacters(log)
    .split("\n")
    .map((line) => line.trim());
  const error = lines.findIndex((line) => /error/i.test(line));
  return lines
    .slice(Math.max(0, error))
    .filter((line) => line !== "")
    .slice(0, 4)
    .join(" ");
}
