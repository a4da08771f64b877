// A project on disk, the built binary in it, and what every refusal of that binary must keep.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { ErrorCode } from "../../src/errors.ts";
import { type CliOptions, type CliResult, runCli, runCliJson } from "./cli.ts";
import { createProject } from "./project.ts";

export interface Refusal {
  code: ErrorCode;
  exitCode?: number;
  message?: RegExp;
  hint?: RegExp;
  /** Text that must stand nowhere in the output. */
  secret?: string | undefined;
}

export interface CliProject {
  root: string;
  write(name: string, text: string): void;
  remove(name: string): void;
  run(words: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** The document and the exit code of `varve … --json`. */
  json(words: readonly string[], options?: CliOptions): ReturnType<typeof runCliJson>;
  /** As {@link CliProject.json}, for a command that must succeed: the document alone. */
  succeed(words: readonly string[], options?: CliOptions): Promise<ReturnType<typeof JSON.parse>>;
  /**
   * Runs the words as text and as JSON. Both must end alike, say the same, keep the secret and leave every file of the
   * project as it was. Gives the error of the document.
   */
  refuse(
    words: readonly string[],
    refusal: Refusal,
  ): Promise<{ message: string; hint: string; details: Record<string, unknown> }>;
}

/** A project that works on the database at `url`; without one on the embedded server. Removed after the test. */
export function createCliProject(
  url: string | undefined,
  files: Readonly<Record<string, string>>,
): CliProject {
  const root = createProject({
    "package.json": '{ "type": "module" }',
    "varve.config.ts": configText(),
    ...files,
  });
  const options = (more: CliOptions = {}): CliOptions => ({
    cwd: root,
    ...more,
    env: { ...(url !== undefined && { DATABASE_URL: url }), ...more.env },
  });
  const run: CliProject["run"] = (words, more) => runCli(words, options(more));
  const json: CliProject["json"] = (words, more) => runCliJson(words, options(more));
  return {
    root,
    write: (name, text) => writeFileSync(path.join(root, name), text),
    remove: (name) => rmSync(path.join(root, name)),
    run,
    json,
    async succeed(words, more) {
      const { document, exitCode } = await json(words, more);
      expect(document, words.join(" ")).toMatchObject({ ok: true });
      expect(exitCode).toBe(0);
      return document;
    },
    async refuse(words, { code, exitCode = 1, message = /./, hint = /./, secret }) {
      const before = readFiles(root);
      const text = await run(words);
      const { document, exitCode: jsonExitCode } = await json(words);
      expect(document).toEqual({
        ok: false,
        error: {
          code,
          message: expect.stringMatching(message),
          hint: expect.stringMatching(hint),
          details: expect.any(Object),
        },
      });
      const { error } = document;
      expect(text).toMatchObject({ exitCode, stdout: "" });
      expect(text.stderr).toContain(`error[${code}]: `);
      expect(text.stderr).toContain(`\nhint: ${error.hint}\n`);
      expect(jsonExitCode).toBe(exitCode);
      if (secret !== undefined) expect(text.stderr + JSON.stringify(document)).not.toContain(secret);
      expect(readFiles(root)).toEqual(before);
      return error;
    },
  };
}

/** The text of a config; `more` is further keys. */
export function configText(more = "", models = "./models/*.ts"): string {
  return `import { defineConfig } from "varve";
export default defineConfig({ models: ["${models}"], ${more} });
`;
}

/** A model of one table with an id. */
export function modelText(...tables: string[]): string {
  const made = tables.map(
    (table) => `export const ${table} = pgTable("${table}", { id: integer().primaryKey() });\n`,
  );
  return `import { integer, pgTable } from "drizzle-orm/pg-core";\n${made.join("")}`;
}

/** The text of a revision file whose steps are SQL. */
export function revisionText(
  id: string,
  { revises = [], up = [], down = [] }: { revises?: string[]; up?: string[]; down?: string[] } = {},
): string {
  const steps = (sql: string[]) => `[${sql.map((text) => `sql\`${text}\``).join(", ")}]`;
  const data = JSON.stringify({ id, revises, message: `make ${id}`, createdAt: "2026-01-01T00:00:00Z" });
  return `import { revision, sql } from "varve/migrations";
export default revision({ ...${data}, up: ${steps(up)}, down: ${steps(down)} });
`;
}

function readFiles(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (/^(node_modules|\.varve)/.test(name)) continue;
    const file = path.join(root, name);
    if (statSync(file).isFile()) files[name] = readFileSync(file, "utf8");
  }
  return files;
}
