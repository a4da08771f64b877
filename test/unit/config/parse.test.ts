import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { managedKinds } from "../../../src/engine/scope/managed.ts";

const parse = (exported: unknown, env: NodeJS.ProcessEnv = {}) =>
  parseConfig(exported, { name: "c.ts", env });

async function problems(exported: unknown): Promise<unknown> {
  return parse(exported).catch((error) => error.details.problems);
}

describe("parseConfig", () => {
  it("fills in what is left open", async () => {
    expect(await parse({ models: "./models/*.ts" })).toEqual({
      models: ["./models/*.ts"],
      migrations: "./migrations",
      databaseUrl: undefined,
      stateSchema: "varve",
      casing: undefined,
      manage: [],
      include: [],
      exclude: [],
      scratch: undefined,
      hooks: {},
      databases: [],
    });
  });

  it("takes a variable that is not set, or empty, for absent", async () => {
    for (const url of [undefined, ""]) {
      expect(await parse({ models: ["m"], database: { url }, scratch: url })).toMatchObject({
        databaseUrl: undefined,
        scratch: undefined,
      });
    }
  });

  it("lets the environment win over the file", async () => {
    const env = { VARVE_SCRATCH: "embedded", VARVE_STATE_SCHEMA: "from_env" };
    const file = { models: "m", scratch: "postgres://from/file", stateSchema: "from_file" };
    expect(await parse(file, env)).toMatchObject({ scratch: "embedded", stateSchema: "from_env" });
  });

  it("gives lists that nobody can change", async () => {
    const config = await parse({ models: ["m"], manage: ["function"] });
    for (const list of [config.models, config.manage, config.include, config.exclude]) {
      expect(Object.isFrozen(list)).toBe(true);
    }
  });

  it("tells every problem at once, and what was meant by an unknown key", async () => {
    expect(
      await problems({
        models: [],
        migrations: "",
        modles: "x",
        frobnicate: 1,
        database: { ulr: "postgres://a:secret@b/c" },
        casing: "kebab",
        stateSchema: "pg_x",
        manage: "function",
        include: [3],
        scratch: "mysql://x",
      }),
    ).toEqual([
      "models must name at least one file or glob",
      "migrations must not be empty",
      "database.ulr is not a known key; did you mean database.url?",
      'stateSchema must not start with "pg_", which PostgreSQL keeps for itself',
      'casing must be "snake_case" or "camelCase"',
      "manage must be a list of texts",
      "include.0 must be a text",
      'scratch must be "embedded" or a URL that starts with postgres://',
      "modles is not a known key; did you mean models?",
      "frobnicate is not a known key",
    ]);
  });

  it("offers the nearest key in one of several databases too", async () => {
    expect(
      await problems({
        models: "m",
        databases: { "or.ders": { modles: "m", hooks: {}, tenants: { schema: "t", schemas: "t" } } },
      }),
    ).toEqual([
      "databases.or.ders.tenants.schema is not a known key; did you mean databases.or.ders.tenants.schemas?",
      "databases.or.ders.modles is not a known key; did you mean databases.or.ders.models?",
      "databases.or.ders.hooks is not a known key",
    ]);
  });

  it.each([[undefined], [null], [3], ["models"], [[]], [() => ({})]])(
    "refuses an export of %j",
    async (exported) => {
      await expect(parse(exported)).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        message: expect.stringContaining("export default defineConfig"),
      });
    },
  );

  it("has less room for the name of the state where there are tenants, and says so with the rest", async () => {
    const tenants = { schemas: "tenant_*" };
    const error = await parse({ models: [], tenants, stateSchema: "s".repeat(56) }).catch((caught) => caught);
    expect(error.details.problems).toEqual([
      "models must name at least one file or glob",
      "stateSchema must have at most 55 bytes where there are tenants",
    ]);
    expect(await parse({ models: "m", tenants, stateSchema: "s".repeat(55) })).toMatchObject({
      tenants: ["tenant_*"],
    });
  });

  it("never shows a value: it may hold a password", async () => {
    const secret = { models: "m", database: "postgres://a:secret@b/c", scratch: "psql://a:secret@b/c" };
    await expect(parse(secret)).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
  });
});

describe("docs/config.md", async () => {
  const { keys: keysOf } = await configSchema();
  const documented = [...readFileSync("docs/config.md", "utf8").matchAll(/^### `(.+)`$/gm)].map(
    ([, key]) => key,
  );
  const places = Object.entries(keysOf).filter(([path]) => !path.includes("*"));
  const nested = places.map(([path]) => path).filter((path) => path !== "");
  const known = places.flatMap(([path, keys]) =>
    keys.filter((key) => !nested.includes(key)).map((key) => (path === "" ? key : `${path}.${key}`)),
  );

  it("describes every key, and no other", () => {
    expect([...documented].sort()).toEqual([...known].sort());
  });

  it("names every kind that `manage` takes, and no other", () => {
    const [, section = ""] = readFileSync("docs/config.md", "utf8").split("### `manage`");
    const [, list = ""] = section.split("as a list of:");
    const named = [...(list.split("\n\n")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, kind]) => kind);
    expect(named.sort()).toEqual([...managedKinds].sort());
  });

  it("describes only keys that are accepted", async () => {
    for (const key of known) {
      const [outer = "", inner] = key.split(".");
      const value = inner === undefined ? 3 : { [inner]: 3 };
      expect(String(await problems({ models: "m", [outer]: value }))).toMatch(new RegExp(`^${key} must`));
    }
  });
});
