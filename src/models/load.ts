import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { Config } from "../config.ts";
import { VarveError } from "../errors.ts";
import { loadModules } from "../typescript/load.ts";
import { describeFile } from "../typescript/position.ts";
import { collectModels } from "./collect.ts";
import { assertNoDuplicates } from "./duplicates.ts";
import { reachModels } from "./reach.ts";
import { type AnyDeclared, declaredBy } from "./render/declaration.ts";
import { renderModels, renderRoles } from "./render-models.ts";
import { findModelFiles } from "./sources.ts";
import { readSqlSource } from "./sql-source.ts";
import { fromRendered, isByHand, type Statement, textOf } from "./statement.ts";

/** The models as SQL. */
export interface Models {
  /** In an order PostgreSQL accepts, as far as the models tell it; {@link buildModels} finds the rest. */
  readonly statements: readonly Statement[];
  /** Of the statements; the same wherever in the files a model stands. */
  readonly hash: string;
  /** Kinds beyond Drizzle's that the models declare (`function`, `comment`, …); `sql` when there is a `.sql` file. */
  readonly kinds: ReadonlySet<string>;
  /** All model files, absolute and sorted. */
  readonly files: readonly string[];
  /**
   * Roles that the models declare, as CREATE ROLE. A role belongs to the server, so it is no part of the statements, nor of
   * the hash: see {@link withModelRoles}.
   */
  readonly roles: readonly Statement[];
  /** What the models leave to others, though they may stand on it: `schema.name`, or `schema.*` for a whole schema. */
  readonly existing: readonly string[];
}

/**
 * Loads the files that `config.models` matches and renders what they declare.
 * Errors: NO_MODELS, DUPLICATE_OBJECT, MODEL_INVALID and those of loading a module.
 */
export async function loadModels({
  root,
  models,
  casing,
}: Pick<Config, "root" | "models" | "casing">): Promise<Models> {
  const files = await findModelFiles(root, models);
  const sqlFiles = files.filter((file) => extname(file) === ".sql");
  const [namespaces, sources] = await Promise.all([
    loadModules(files.filter((file) => extname(file) !== ".sql")),
    Promise.all(sqlFiles.map(readSqlSource)),
  ]);
  const collected = collectModels(namespaces);
  const { foreign, existing } = reachModels(collected);
  const rendered = renderModels(collected, foreign, casing);
  const roles = renderRoles(collected);
  if (rendered.length + roles.length + sqlFiles.length === 0) throw noModels(files);
  assertNoDuplicates(rendered);
  const statements = [
    // A .sql file first: what it lacks it waits for, and what the tables lack may be in it.
    ...sources.flat(),
    ...rendered.map(({ rendered, file }) => fromRendered(rendered, file)),
  ];
  return {
    statements,
    hash: hashStatements(statements),
    kinds: new Set([
      ...[...collected.declarations.keys()].map(declaredBy).flatMap(kindsOf),
      ...(sqlFiles.length > 0 ? ["sql"] : []),
    ]),
    files,
    roles: roles.map(({ rendered, file }) => fromRendered(rendered, file)),
    existing,
  };
}

/** A partition is a table, and a procedure managed as functions are. */
function kindsOf({ kind }: AnyDeclared): string[] {
  if (kind === "partition" || kind === "partitioning") return [];
  return [kind === "procedure" ? "function" : kind];
}

function noModels(files: readonly string[]): VarveError {
  const names = files.map(describeFile).join(", ");
  return new VarveError("NO_MODELS", {
    message: `No model is exported from ${names}.`,
    hint: "Export what pgTable, pgEnum, pgSchema, … give back: `export const users = pgTable(…)`.",
    details: { files },
  });
}

/** SHA-256, the same for statements in another order, but for those of a `.sql` file: what is below may need what is above. */
export function hashStatements(statements: readonly Statement[]): string {
  const texts: string[] = [];
  const sources = new Map<string, string>();
  for (const statement of statements) {
    const { file } = statement;
    if (isByHand(statement)) sources.set(file, `${sources.get(file) ?? ""}${textOf(statement)};\n`);
    else texts.push(textOf(statement));
  }
  const hash = createHash("sha256");
  for (const text of [...texts, ...sources.values()].sort()) hash.update(text).update("\0");
  return hash.digest("hex");
}
