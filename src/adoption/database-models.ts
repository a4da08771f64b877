// Models of a database that is there. drizzle-kit writes those of the tables; what it loses or garbles becomes SQL beside
// them. It is given copies of the schema, each with less in it, until all that it wrote is right.
import { withScratch } from "../autogenerate/comparison.ts";
import { databaseScope } from "../autogenerate/scope.ts";
import {
  type Catalog,
  encodeId,
  extractCatalog,
  type FactBase,
  planActions,
  projectScope,
  type Scope,
  withoutFacts,
} from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import { beyondDrizzle } from "./garbled.ts";
import type { Judgement } from "./judge.ts";
import { type Files, type PullContext, sqlText, tryPull } from "./try-pull.ts";

export interface DatabaseModels {
  readonly files: Files;
  readonly judgement: Judgement;
  /** Why there are no Drizzle models: everything is SQL. */
  readonly fallback?: string;
}

export interface ModelsOptions extends Omit<PullContext, "wanted" | "empty" | "scope"> {
  /** Says whether these files are the database. */
  judge(files: Files): Promise<Judgement>;
  readonly tell: (message: string) => void;
}

/** Each turn leaves more to SQL, and takes as long as drizzle-kit does. */
const turns = 20;

/** Writes nothing but into the folder. Errors: BASELINE_IMPOSSIBLE, PLAN_IMPOSSIBLE, those of scratch databases. */
export async function databaseModels(options: ModelsOptions): Promise<DatabaseModels> {
  const { catalog, config, scratchUrl, signal, judge, tell } = options;
  const scope = databaseScope(config);
  const wanted = projectScope(catalog, scope).facts;
  const empty = projectScope(await withScratch(scratchUrl, signal, extractCatalog), scope).facts;
  let left = withoutFacts(drizzleFacts(catalog, scope), beyondDrizzle);
  let why = "it had to be left less and less, to no avail";
  for (let turn = 1; turn <= turns; turn += 1) {
    tell(turn === 1 ? "drizzle-kit reads the schema" : `drizzle-kit reads what is left to it (${turn})`);
    const attempt = await tryPull(left, { ...options, wanted, empty, scope });
    if (attempt.files !== undefined && attempt.garbled.size === 0) {
      if (attempt.files.size === 0) throw impossible("there is nothing in it");
      const judgement = await judge(attempt.files);
      if (judgement.wrong === undefined) return { files: attempt.files, judgement };
      why = `its models and the rest in SQL are not the database: ${judgement.wrong}`;
      break;
    }
    why = attempt.why ?? why;
    const fewer = withoutFacts(left, ({ id }) => attempt.garbled.has(encodeId(id)));
    if (fewer.facts().length === left.facts().length) break;
    left = fewer;
  }
  const statements = planActions(empty, wanted).map(({ sql }) => sql);
  const files = new Map([["schema.sql", sqlText(statements)]]);
  const judgement = await judge(files);
  if (judgement.wrong !== undefined) throw impossible(judgement.wrong);
  return { files, judgement, fallback: why };
}

/** Errors: BASELINE_IMPOSSIBLE. */
export function impossible(why: string): VarveError {
  return new VarveError("BASELINE_IMPOSSIBLE", {
    message: `The database cannot be written as models: ${why}.`,
    hint: "Leave what is named out by `exclude` in varve.config.ts, and run the command again; nothing was written.",
  });
}

/** What drizzle-kit can read, and what that stands on. */
function drizzleFacts(catalog: Catalog, scope: Scope): FactBase {
  const manage = new Set(["extension", "collation", "type", "domain", "function"] as const);
  return projectScope(catalog, { ...scope, manage }).facts;
}
