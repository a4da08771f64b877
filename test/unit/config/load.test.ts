import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProject } from "../../../src/commands/project.ts";
import { loadConfig } from "../../../src/config.ts";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "varve config ")));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

const load = (options = {}) => loadConfig({ cwd: folder, env: {}, ...options });

describe("the config file", () => {
  it.each([
    ["varve.config.ts", "const c: object = { models: 'm' }; export default c;"],
    ["varve.config.mts", "export default { models: 'm' } as object;"],
    ["varve.config.cts", "export = { models: 'm' };"],
    ["varve.config.js", "export default { models: 'm' };"],
    ["varve.config.js", "module.exports = { models: 'm' };"],
    ["varve.config.mjs", "export default { models: 'm' };"],
    ["varve.config.cjs", "module.exports = { models: 'm' };"],
  ])("may be %s: %s", async (name, text) => {
    await write({ [name]: text });
    expect(await load()).toMatchObject({ root: folder, file: path.join(folder, name), models: ["m"] });
  });

  it("is found from a folder below it, up to the package", async () => {
    await write({
      "varve.config.mjs": "export default { models: 'm' };",
      "a/b/x": "",
      "p/package.json": "{}",
      "p/src/x": "",
    });
    expect(await load({ cwd: path.join(folder, "a/b") })).toMatchObject({
      root: folder,
      migrations: path.join(folder, "migrations"),
    });
    await expect(load({ cwd: path.join(folder, "p/src") })).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      hint: expect.stringContaining("npx varve init"),
    });
  });

  it("is named by the option, else by VARVE_CONFIG", async () => {
    await write({
      "x/one.mjs": "export default { models: '1' };",
      "two.mjs": "export default { models: '2' };",
    });
    const env = { VARVE_CONFIG: "two.mjs" };
    expect(await load({ env })).toMatchObject({ models: ["2"] });
    expect(await load({ env, config: "x/one.mjs" })).toMatchObject({
      models: ["1"],
      root: path.join(folder, "x"),
    });
    await expect(load({ config: "" })).rejects.toMatchObject({ code: "CONFIG_NOT_FOUND" });
    await expect(load({ config: "three.mjs" })).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      details: { file: path.join(folder, "three.mjs") },
    });
  });

  it("must be one", async () => {
    await write({ "varve.config.ts": "", "varve.config.mjs": "" });
    await expect(load()).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("varve.config.ts, varve.config.mjs"),
    });
  });

  it("is named in what is wrong with it", async () => {
    await write({ "varve.config.mjs": "export default {};" });
    await expect(load()).rejects.toMatchObject({
      message: expect.stringMatching(/^varve\.config\.mjs has a problem:/),
    });
  });

  it("may be an object, whose folder is cwd", async () => {
    const config = await load({ config: { models: "m", migrations: "../m" } });
    expect(config).toMatchObject({ root: folder, file: undefined, migrations: path.join(folder, "../m") });
    expect(Object.isFrozen(config)).toBe(true);
  });
});

describe("the database", () => {
  beforeEach(() =>
    write({ "varve.config.mjs": "export default { models: 'm', database: { url: 'postgres://file/d' } };" }),
  );

  it.each([
    [
      "--url",
      { url: "postgres://flag/d", env: { VARVE_DATABASE_URL: "postgres://varve/d" } },
      "postgres://flag/d",
    ],
    [
      "VARVE_DATABASE_URL",
      { env: { VARVE_DATABASE_URL: "postgres://varve/d", DATABASE_URL: "postgres://env/d" } },
      "postgres://varve/d",
    ],
    ["DATABASE_URL", { env: { DATABASE_URL: "postgres://env/d", PGHOST: "pg" } }, "postgres://env/d"],
    ["PGHOST", { env: { PGHOST: "pg" } }, "postgresql://pg"],
    ["the file", { env: { DATABASE_URL: "", VARVE_DATABASE_URL: "" } }, "postgres://file/d"],
  ])("comes from %s before what stands below it", async (_, options, url) => {
    expect((await load(options)).databaseUrl).toBe(url);
  });

  it("of a config given as an object is that of the object", async () => {
    const env = { DATABASE_URL: "postgres://env/d", VARVE_STATE_SCHEMA: "env", VARVE_SCRATCH: "embedded" };
    const config = { models: "m", database: { url: "postgres://object/d" } };
    expect(await load({ config, env })).toMatchObject({
      databaseUrl: "postgres://object/d",
      stateSchema: "varve",
      scratch: undefined,
    });
    expect(await load({ config: { models: "m" }, env })).toMatchObject({ databaseUrl: "postgres://env/d" });
  });

  it("is the embedded server when nothing names one", async () => {
    expect((await load({ config: { models: "m", database: {} } })).databaseUrl).toBeUndefined();
  });

  it("is not guessed when --url came out empty", async () => {
    await expect(load({ url: "" })).rejects.toMatchObject({ code: "USAGE" });
  });
});

describe("one of several databases", () => {
  const config = {
    models: "m",
    exclude: ["x"],
    databases: {
      orders: { url: "postgres://a/orders" },
      billing: {
        url: "postgres://a/billing",
        models: "b",
        migrations: "./b",
        exclude: ["t_*.*"],
        manage: ["grant"],
      },
      unset: { url: undefined },
    },
  };

  it("brings its URL, and models and migrations of its own", async () => {
    expect(await load({ config, database: "orders" })).toMatchObject({
      databaseUrl: "postgres://a/orders",
      models: ["m"],
      exclude: ["x"],
      manage: [],
      migrations: path.join(folder, "migrations"),
      databases: ["orders", "billing", "unset"],
    });
    expect(await load({ config, database: "billing" })).toMatchObject({
      databaseUrl: "postgres://a/billing",
      models: ["b"],
      exclude: ["t_*.*"],
      manage: ["grant"],
      migrations: path.join(folder, "b"),
    });
  });

  it("is not overruled by the environment, only by the option", async () => {
    await write({ "varve.config.mjs": `export default ${JSON.stringify(config)};` });
    const env = { DATABASE_URL: "postgres://env/x" };
    expect(await load({ env, database: "orders" })).toMatchObject({ databaseUrl: "postgres://a/orders" });
    expect(await load({ env })).toMatchObject({ databaseUrl: "postgres://env/x" });
    const url = "postgres://flag/x";
    expect(await load({ env, database: "orders", url })).toMatchObject({ databaseUrl: url });
  });

  it.each(["order", "toString", ""])("must be among those of the config: %j", async (database) => {
    await expect(load({ config, database })).rejects.toMatchObject({
      code: "DATABASE_UNKNOWN",
      hint: "--database takes one of orders, billing, unset.",
    });
  });

  it("must be named, and must have a URL", async () => {
    await expect(openProject({ cwd: folder, config })).rejects.toMatchObject({ code: "DATABASE_UNKNOWN" });
    await expect(openProject({ cwd: folder, config, database: "unset" })).rejects.toMatchObject({
      code: "DATABASE_URL_MISSING",
    });
  });
});
