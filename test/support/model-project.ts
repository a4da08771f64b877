// A project with models and a database, worked on through the library as a program would.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { type CheckDocument, check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { createRevision, type RevisionDocument, type RevisionOptions } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { VarveConfig } from "../../src/config.ts";
import { createTestDatabase } from "./database.ts";
import { query } from "./migrations.ts";
import { createProject } from "./project.ts";

export interface ModelProject {
  readonly root: string;
  readonly url: string;
  /** For the functions of the library. */
  readonly options: { cwd: string; url: string; config: VarveConfig };
  /** Replaces all models: one file, or files by name. TypeScript finds Drizzle imported. */
  models(models: string | Readonly<Record<string, string>>): void;
  /** Writes a revision. */
  revise(options?: Partial<RevisionOptions>): Promise<RevisionDocument>;
  upgrade(target?: string): ReturnType<typeof upgrade>;
  downgrade(target: string): ReturnType<typeof downgrade>;
  check(): Promise<CheckDocument>;
  /** Models, revision and upgrade; the database is in sync then. */
  evolve(
    models: string | Readonly<Record<string, string>>,
    options?: Partial<RevisionOptions>,
  ): Promise<RevisionDocument>;
  /** Runs SQL on the database, by hand as it were. */
  sql(text: string): Promise<unknown[][]>;
  /** The same files with another database, or with more in the config. */
  on(url: string, config?: Partial<VarveConfig>): ModelProject;
  /** Texts of the revision files, by name. */
  revisions(): Record<string, string>;
}

const imports = `import { sql, eq } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
const { bigint, boolean, check, index, integer, numeric, pgEnum, pgPolicy, pgRole, pgSchema, pgTable, pgView, primaryKey,
  serial, text, timestamp, unique, uniqueIndex, uuid, varchar } = pg;
`;

/** A project on a database of its own; both are gone after the test. */
export async function createModelProject(config: Partial<VarveConfig> = {}): Promise<ModelProject> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return openModelProject(database.url, config);
}

/** A project on a database that is there. */
export function openModelProject(
  url: string,
  config: Partial<VarveConfig> = {},
  root = createProject({}),
): ModelProject {
  const options = { cwd: root, url, config: { models: "./models/*", ...config } };
  const folder = (name: string) => path.join(root, name);
  const project: ModelProject = {
    root,
    url,
    options,
    models(models) {
      rmSync(folder("models"), { recursive: true, force: true });
      mkdirSync(folder("models"));
      for (const [name, text] of Object.entries(
        typeof models === "string" ? { "models.ts": models } : models,
      )) {
        writeFileSync(path.join(folder("models"), name), name.endsWith(".ts") ? imports + text : text);
      }
    },
    revise: (more) => createRevision({ ...options, message: "change", ...more }),
    upgrade: (target) => upgrade({ ...options, target }),
    downgrade: (target) => downgrade({ ...options, target }),
    check: () => check(options),
    async evolve(models, more) {
      project.models(models);
      const revision = await project.revise(more);
      await project.upgrade();
      expect(await project.check()).toMatchObject({ ok: true, differences: [], pending: [], edited: [] });
      return revision;
    },
    sql: (text) => query(url, text),
    on: (other, more) => openModelProject(other, { ...config, ...more }, root),
    revisions() {
      const names = readdirSync(folder("migrations")).filter((name) => name.endsWith(".ts"));
      return Object.fromEntries(
        names.map((name) => [name, readFileSync(path.join(folder("migrations"), name), "utf8")]),
      );
    },
  };
  return project;
}

/** The SQL of steps on one line each, without quotes and the schema public. */
export function plainSql(steps: readonly { sql: string }[]): string[] {
  return steps.map(({ sql }) =>
    sql
      .replace(/\s+/g, " ")
      .replaceAll('"', "")
      .replaceAll("public.", "")
      .replace(/\( /g, "(")
      .replace(/ \)/g, ")"),
  );
}
