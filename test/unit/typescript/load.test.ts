import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isVarveError, type VarveError } from "../../../src/errors.ts";
import { loadModule, loadModules } from "../../../src/typescript/load.ts";
import { createProject } from "../../support/project.ts";

async function failureOf(files: Record<string, string>, entry = "a.ts"): Promise<VarveError> {
  const root = createProject(files);
  const error = await loadModule(path.join(root, entry)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isVarveError(error)) throw new Error(`no VarveError: ${error}`);
  return error;
}

test("loads extensionless imports, .js that means .ts, folders, JSON and tsconfig paths", async () => {
  const root = createProject({
    "a.ts": `
      import { one } from "./lib/one";
      import { two } from "./lib/two.js";
      import { three } from "./lib";
      import data from "./data.json";
      import { one as aliased } from "@/one";
      import { one as based } from "lib/one";
      export const all: unknown[] = [one, two, three, data, aliased, based];`,
    "lib/one.ts": "export const one = 1 as const;",
    "lib/two.ts": "export const two: number = 2;",
    "lib/index.ts": `export * from "./one.js"; export const three = 3;`,
    "data.json": `{ "four": 4 }`,
    "tsconfig.json": `{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./lib/*"] } } }`,
  });

  const { all } = await loadModule(path.join(root, "a.ts"));

  expect(all).toEqual([1, 2, 3, { four: 4 }, 1, 1]);
});

test("loads CommonJS in TypeScript, where require and __dirname work", async () => {
  const root = createProject({
    "a.cts": `
      const { b } = require("./b");
      const { PgTable } = require("drizzle-orm/pg-core");
      module.exports = { b, drizzle: typeof PgTable, __dirname, __filename };`,
    "b.ts": `exports.b = "b";`,
  });

  const namespace = await loadModule(path.join(root, "a.cts"));

  expect(namespace).toMatchObject({ b: "b", drizzle: "function" });
  expect(namespace.__dirname).toBe(root);
  expect(namespace.__filename).toBe(path.join(root, "a.cts"));
});

test("tells every bundled file its own place, and leaves a __dirname of its own alone", async () => {
  const root = createProject({
    "a.ts": `
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import path from "node:path";
      import { fileURLToPath } from "node:url";
      import { url } from "./lib/b";
      const require = createRequire(import.meta.url);
      const __dirname = path.dirname(fileURLToPath(import.meta.url));
      export const text = readFileSync(path.join(__dirname, "data.json"), "utf8");
      export const data = require("./data.json");
      export const places = [url, import.meta.dirname];`,
    "lib/b.ts": "export const url = import.meta.url;",
    "data.json": "[1]",
  });

  const { text, data, places } = await loadModule(path.join(root, "a.ts"));

  expect(text).toBe("[1]");
  expect(data).toEqual([1]);
  expect(places).toEqual([`file://${path.join(root, "lib/b.ts")}`, root]);
});

test("waits for a top-level await", async () => {
  const root = createProject({ "a.ts": "export const a = await Promise.resolve(1);" });

  expect((await loadModule(path.join(root, "a.ts"))).a).toBe(1);
});

test("gives several files one copy of what they share, and the user's own copy of a package", async () => {
  const root = createProject({
    "a.ts": `export { shared } from "./shared"; export { PgTable } from "drizzle-orm/pg-core";`,
    "b.ts": `export { shared } from "./shared.ts";`,
    "shared.ts": "export const shared = {};",
  });
  const [a, b] = ["a.ts", "b.ts"].map((name) => path.join(root, name)) as [string, string];

  const loaded = await loadModules([b, a]);

  expect([...loaded.keys()]).toEqual([b, a]);
  expect(loaded.get(a)?.shared).toBe(loaded.get(b)?.shared);
  expect(loaded.get(a)?.PgTable).toBe((await import("drizzle-orm/pg-core")).PgTable);
});

test("bundles a workspace package that is TypeScript", async () => {
  const root = createProject({
    "a.ts": `export { table } from "@acme/db/tables";`,
    "node_modules/@acme/db/package.json": `{ "name": "@acme/db", "exports": { "./*": "./src/*.ts" } }`,
    "node_modules/@acme/db/src/tables.ts": `import { name } from "./name"; export const table: string = name;`,
    "node_modules/@acme/db/src/name.ts": `export const name = "t";`,
  });

  expect((await loadModule(path.join(root, "a.ts"))).table).toBe("t");
});

test("passes over the packages that only mark a file for Next.js", async () => {
  const root = createProject({
    "a.ts": `import "server-only"; require("client-only"); export const a = 1;`,
    "node_modules/server-only/index.js": `throw new Error("no Server Component");`,
  });

  expect((await loadModule(path.join(root, "a.ts"))).a).toBe(1);
});

test.each(["a.ts", "a.mjs"])("sees a change of %s between two calls", async (name) => {
  const root = createProject({ [name]: "export const a = 1;" });
  const file = path.join(root, name);
  const before = await loadModule(file);
  writeFileSync(file, "export const a = 'changed';");

  const after = await loadModule(file);

  expect([before.a, after.a]).toEqual([1, "changed"]);
});

test("loads no file as no module", async () => {
  expect(await loadModules([])).toEqual(new Map());
});

test("shows file, line, column and caret of a syntax error", async () => {
  const error = await failureOf({ "a.ts": "const a = 1;\nexport const b = ;\n" });

  expect(error).toMatchObject({ code: "MODULE_SYNTAX_ERROR", details: { line: 2, column: 18 } });
  expect(error.message).toMatch(/a\.ts:2:18: Unexpected ";"\n {2}2 \| export const b = ;\n {4}\| {18}\^$/);
});

test("shows where a module threw, and keeps what it threw", async () => {
  const error = await failureOf({
    "a.ts": `import "./b";`,
    "b.ts": "interface A { a: string }\nconst a = undefined as unknown as { b: A };\nexport const c = a.b;",
  });

  expect(error).toMatchObject({ code: "MODULE_THREW", details: { line: 3 }, cause: expect.any(TypeError) });
  expect(error.message).toMatch(
    /b\.ts:3:20: the module threw TypeError: Cannot read .* 'b'\)\n {2}3 \| export/,
  );
});

test("says so when something else than an error is thrown", async () => {
  const error = await failureOf({ "a.ts": "throw 'no';" });

  expect(error).toMatchObject({ code: "MODULE_THREW", message: `the module threw "no"`, cause: "no" });
});

test("keeps the code of a VarveError that a module throws", async () => {
  const error = await failureOf({
    "a.ts": `import { VarveError } from "varve";\nthrow new VarveError("USAGE", { message: "no" });`,
  });

  expect(error).toMatchObject({ code: "USAGE", details: { line: 2 } });
});

test.each([
  ["./nope", /a\.ts:1:8: Could not resolve "\.\/nope"\n {2}1 \| import/, /Check the path/],
  ["nope-package/deep", /Could not resolve "nope-package\/deep"/, /npm install nope-package`/],
  ["@/nope", /Could not resolve "@\/nope"/, /^Check "paths"/],
  ["@nope/package/deep", /Could not resolve "@nope\/package\/deep"/, /npm install @nope\/package`/],
])("names the file that imports %s, which is not there", async (specifier, message, hint) => {
  const error = await failureOf({ "a.ts": `import "${specifier}";` });

  expect(error).toMatchObject({ code: "MODULE_NOT_FOUND", details: { import: specifier, line: 1 } });
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});

test("names a file that is not there itself", async () => {
  const error = await failureOf({}, "missing.ts");

  expect(error).toMatchObject({ code: "MODULE_NOT_FOUND" });
  expect(error.message).toMatch(/^There is no file .*missing\.ts\.$/);
});

test.each(["drizzle-orm", "./b"])(
  "names the file that imports from %s what that does not export",
  async (from) => {
    const error = await failureOf({
      "a.ts": `const before = 1;\nimport { nope } from "${from}";\nexport const a = [before, nope];`,
      "b.ts": "export const b = 1;",
    });

    expect(error).toMatchObject({ code: "MODULE_SYNTAX_ERROR", details: { line: 2 } });
    expect(error.message).toContain("nope");
    expect(error.message.length).toBeLessThan(1000);
  },
);
