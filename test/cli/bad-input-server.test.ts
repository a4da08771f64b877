// What can be wrong with the server: each cause has a code of its own, and a hint that mends it.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { stopEmbedded } from "../../src/database/embedded.ts";
import { createTestDatabase, serverUrl, serverVersion, type TestDatabase } from "../support/database.ts";
import { query } from "../support/migrations.ts";
import { startOldServer } from "../support/old-server.ts";
import { type CliProject, configText, createCliProject, modelText } from "../support/refusal.ts";
import { createRole } from "../support/role.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const revise = ["revision", "-m", "x"];
const project = (url: string, files = {}): CliProject =>
  createCliProject(url, { "models/a.ts": modelText("a"), ...files });

function changed(
  url: string,
  parts: Partial<Pick<URL, "username" | "password" | "port" | "pathname">>,
): string {
  return Object.assign(new URL(url), parts).href;
}

describe("the server", () => {
  it("cannot be reached", async () => {
    const secret = "s3cret-of-nobody";
    const unreachable = project(changed(database.url, { port: "1", password: secret }));
    for (const words of [["upgrade"], revise, ["check"]]) {
      const { details } = await unreachable.refuse(words, {
        code: "DATABASE_UNREACHABLE",
        message: /127\.0\.0\.1:1.*refused/,
        hint: /Start the server/,
        secret,
      });
      expect(details).toMatchObject({ host: "127.0.0.1", port: 1 });
    }
  });

  it("does not accept the password", async () => {
    const { name, password, url } = await createRole(database);
    const secret = "wrong-passw0rd";
    const refused = project(changed(url, { password: secret }));
    await refused.refuse(["upgrade"], {
      code: "AUTHENTICATION_FAILED",
      message: new RegExp(`password of user "${name}"`),
      hint: /Check user and password/,
      secret,
    });
    await project(changed(url, { password: "" })).refuse(["check"], {
      code: "AUTHENTICATION_FAILED",
      message: /there is none/,
      hint: /DATABASE_PASSWORD/,
    });
    const { host, pathname } = new URL(url);
    const env = {
      DATABASE_URL: "",
      DATABASE_HOST: host.split(":")[0],
      DATABASE_PORT: host.split(":")[1],
      DATABASE_NAME: pathname.slice(1),
      DATABASE_USER: name,
      DATABASE_PASSWORD: password,
    };
    await refused.succeed(["upgrade"], { env });
  });

  it("has no database of that name", async () => {
    const name = `missing_${randomBytes(4).toString("hex")}`;
    const missing = project(changed(database.url, { pathname: `/${name}` }));
    await missing.refuse(["upgrade"], {
      code: "DATABASE_NOT_FOUND",
      message: new RegExp(`"${name}"`),
      hint: new RegExp(`CREATE DATABASE "${name}"`),
    });
    await query(serverUrl, `CREATE DATABASE "${name}"`);
    onTestFinished(async () => void (await query(serverUrl, `DROP DATABASE "${name}"`)));
    await missing.succeed(["upgrade"]);
  });

  it("is older than PostgreSQL 14", async () => {
    const old = await startOldServer(database.url, serverVersion);
    onTestFinished(() => old.close());
    const outdated = project(old.url);
    for (const words of [["upgrade"], revise]) {
      const { details } = await outdated.refuse(words, {
        code: "SERVER_TOO_OLD",
        message: /PostgreSQL 13\..* 14 or later/,
        hint: /Upgrade the server/,
        secret: new URL(old.url).password,
      });
      expect(details).toMatchObject({ version: expect.stringMatching(/^13\./) });
    }
    expect(await query(database.url, "SELECT FROM pg_namespace WHERE nspname = 'varve'")).toEqual([]);
  });
});

describe("a role that may not create databases", () => {
  it("is told to make scratch databases elsewhere, which works", async () => {
    const { name, password, url } = await createRole(database);
    const limited = project(url);
    for (const words of [revise, ["check"], ["diff", "--to", "models"]]) {
      await limited.refuse(words, {
        code: "SCRATCH_NOT_ALLOWED",
        message: new RegExp(`"${name}" may not create databases`),
        hint: new RegExp(`scratch: "embedded" or scratch: "postgresql://.*ALTER ROLE "${name}" CREATEDB`),
        secret: password,
      });
    }

    limited.write("varve.config.ts", configText(`scratch: ${JSON.stringify(serverUrl)}`));
    const first = await limited.succeed(revise);
    expect(first.changes).toEqual([expect.objectContaining({ action: "create", kind: "table", name: "a" })]);
    await limited.succeed(["upgrade"]);
    await limited.succeed(["check"]);

    limited.write("varve.config.ts", configText('scratch: "embedded"'));
    limited.write("models/a.ts", modelText("a", "b"));
    onTestFinished(async () => void (await stopEmbedded(path.join(limited.root, ".varve"))));
    const second = await limited.succeed(revise);
    expect(second.changes).toEqual([expect.objectContaining({ action: "create", kind: "table", name: "b" })]);
    await limited.succeed(["upgrade"]);

    limited.write("varve.config.ts", configText());
    limited.write("models/a.ts", modelText("a", "b", "c"));
    await query(serverUrl, `ALTER ROLE "${name}" CREATEDB`);
    expect((await limited.succeed(revise)).changes).toHaveLength(1);
  });

  it("is told what it needs for Varve's own tables", async () => {
    const { name, password, url } = await createRole(database);
    const limited = project(url);
    await query(serverUrl, `ALTER ROLE "${name}" CREATEDB`);
    await limited.succeed(revise);
    await query(serverUrl, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO CURRENT_USER`);
    await limited.refuse(["upgrade"], {
      code: "STATE_NOT_WRITABLE",
      hint: /GRANT CREATE ON DATABASE/,
      secret: password,
    });
    await query(serverUrl, `GRANT CREATE ON DATABASE ${new URL(url).pathname.slice(1)} TO ${name}`);
    await query(database.url, `GRANT CREATE ON SCHEMA public TO ${name}`);
    await limited.succeed(["upgrade"]);
  });
});
