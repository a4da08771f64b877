// What can be wrong with the files of a project: refused before anything is touched, with the place and the mend.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { query } from "../support/migrations.ts";
import { configText, createCliProject, modelText, type Refusal, revisionText } from "../support/refusal.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  expect(
    await query(database.url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
  ).toEqual([]);
  expect(await query(database.url, "SELECT nspname FROM pg_namespace WHERE nspname = 'varve'")).toEqual([]);
  await database.drop();
});

const project = (files: Record<string, string>) => createCliProject(database.url, files);

const revise = ["revision", "-m", "x"];

describe("the config", () => {
  it("is missing: init writes one", async () => {
    const empty = project({});
    empty.remove("varve.config.ts");
    await empty.refuse(revise, { code: "CONFIG_NOT_FOUND", exitCode: 2, hint: /npx varve init/ });
    await empty.succeed(["init"]);
    await empty.succeed(["history"]);
  });

  it("has keys that are not known: the nearest known one is named", async () => {
    const mistyped = project({
      "varve.config.ts": configText(`migration: "./m", database: { uri: "postgres://x" }`),
    });
    await mistyped.refuse(["check"], {
      code: "CONFIG_INVALID",
      exitCode: 2,
      message: /did you mean database\.url\?[\s\S]*did you mean migrations\?/,
      hint: /docs\/config\.md/,
    });
  });
});

describe("a model file", () => {
  it("throws: file, line and caret are shown", async () => {
    const throwing = project({
      "models/a.ts": `${modelText("a")}const key: string | undefined = process.env.NOT_SET;\nif (!key) throw new Error("no NOT_SET");\n`,
    });
    const { details } = await throwing.refuse(revise, {
      code: "MODULE_THREW",
      message: /models\/a\.ts:4:17: .*no NOT_SET\n {2}4 \| if \(!key\) throw new Error.*\n {4}\| {17}\^/,
      hint: /environment/,
    });
    expect(details).toMatchObject({ file: path.join(throwing.root, "models/a.ts"), line: 4, column: 17 });
    await throwing.succeed(revise, { env: { NOT_SET: "set" } });
  });

  it("has a syntax error: file, line and caret are shown", async () => {
    const broken = project({ "models/a.ts": modelText("a"), "models/b.ts": "export const b = (1;\n" });
    const { details } = await broken.refuse(["check"], {
      code: "MODULE_SYNTAX_ERROR",
      message: /models\/b\.ts:1:20: .*\n {2}1 \| export const b = \(1;\n {4}\| {20}\^/,
      hint: /Correct the line/,
    });
    expect(details).toMatchObject({ file: path.join(broken.root, "models/b.ts"), line: 1, column: 20 });
  });

  it("imports what is not there", async () => {
    const lost = project({ "models/a.ts": 'import { a } from "./elsewhere";\nexport { a };\n' });
    await lost.refuse(["check"], {
      code: "MODULE_NOT_FOUND",
      message: /models\/a\.ts:1:19: .*\.\/elsewhere/,
      hint: /path/,
    });
    const uninstalled = project({ "models/a.ts": 'import "left-pad-of-nobody";\n' });
    await uninstalled.refuse(["check"], {
      code: "MODULE_NOT_FOUND",
      hint: /npm install left-pad-of-nobody/,
    });
  });

  it("is missing, or holds no model", async () => {
    const none = project({});
    await none.refuse(revise, { code: "NO_MODELS", message: /\.\/models\/\*\.ts/, hint: /globs/ });
    mkdirSync(path.join(none.root, "models"));
    none.write("models/a.ts", "export const answer = 42;\n");
    await none.refuse(revise, { code: "NO_MODELS", message: /models\/a\.ts/, hint: /export const/ });
  });

  it("declares a table of the name of another", async () => {
    const twice = project({ "models/a.ts": modelText("users"), "models/b.ts": modelText("users", "b") });
    await twice.refuse(revise, {
      code: "DUPLICATE_OBJECT",
      message: /table "public\.users".*models\/a\.ts.*models\/b\.ts/,
      hint: /Rename or remove/,
    });
    twice.remove("models/b.ts");
    await twice.succeed(revise);
  });
});

describe("the migrations folder", () => {
  it("is a file", async () => {
    const occupied = project({ "models/a.ts": modelText("a"), migrations: "not a folder" });
    await occupied.refuse(revise, { code: "MIGRATIONS_NOT_READABLE", hint: /migrations/ });
    occupied.remove("migrations");
    await occupied.succeed(revise);
  });

  // Nobody may write there, not even root.
  it.skipIf(process.platform !== "linux")("cannot be written", async () => {
    const locked = project({
      "models/a.ts": modelText("a"),
      "varve.config.ts": configText('migrations: "/proc"'),
    });
    await locked.refuse(revise, { code: "MIGRATIONS_NOT_WRITABLE", message: /\/proc/, hint: /rights/ });
    locked.write("varve.config.ts", configText());
    await locked.succeed(revise);
  });
});

describe("a revision file", () => {
  const refuses = async (files: Record<string, string>, refusal: Refusal) => {
    const broken = project({ "models/a.ts": modelText("a"), ...files });
    await broken.refuse(["upgrade"], refusal);
    return broken;
  };

  it("does not parse: file, line and caret are shown, by whatever command", async () => {
    const broken = await refuses(
      { "migrations/aaa.ts": `${revisionText("aaa")}const broken = ;\n` },
      {
        code: "MODULE_SYNTAX_ERROR",
        message: /migrations\/aaa\.ts:3:16: .*\n {2}3 \| const broken = ;\n {4}\| {16}\^/,
        hint: /Correct the line/,
      },
    );
    for (const words of [["history"], ["current"], ["check"], ["downgrade", "base"], revise]) {
      expect(await broken.json(words)).toMatchObject({
        exitCode: 1,
        document: { ok: false, error: { code: "MODULE_SYNTAX_ERROR" } },
      });
    }
  });

  it("throws when it is loaded", async () => {
    await refuses(
      { "migrations/aaa.ts": `throw new Error("thrown");\n${revisionText("aaa")}` },
      { code: "MODULE_THREW", message: /migrations\/aaa\.ts:1:7: .*thrown/ },
    );
  });

  it("exports nothing by default", async () => {
    const text = revisionText("aaa").replace("export default", "export const made =");
    const broken = await refuses(
      { "migrations/aaa.ts": text },
      { code: "REVISION_NO_DEFAULT_EXPORT", message: /aaa\.ts/, hint: /export default revision/ },
    );
    broken.write("migrations/aaa.ts", revisionText("aaa"));
    await broken.succeed(["history"]);
  });

  it("has fields that are wrong: all are listed", async () => {
    const text = revisionText("aaa")
      .replace('"revises":[]', '"revise":[]')
      .replace('"message":"make aaa",', "");
    await refuses(
      { "migrations/aaa.ts": text },
      {
        code: "REVISION_INVALID",
        message: /revise is not a field[\s\S]*message must be a text[\s\S]*revises must be a list/,
        hint: /docs\/revisions\.md/,
      },
    );
  });

  it("has the id of another", async () => {
    const broken = await refuses(
      { "migrations/aaa.ts": revisionText("aaa"), "migrations/copy.ts": revisionText("aaa") },
      { code: "REVISION_ID_DUPLICATE", message: /aaa\.ts.*copy\.ts/, hint: /delete the copy/ },
    );
    broken.remove("migrations/copy.ts");
    await broken.succeed(["history"]);
  });

  it("names a parent that is not there", async () => {
    const files = {
      "migrations/aaa.ts": revisionText("aaa"),
      "migrations/bbb.ts": revisionText("bbb", { revises: ["aab"] }),
    };
    await refuses(files, {
      code: "REVISION_PARENT_UNKNOWN",
      message: /bbb revises aab/,
      hint: /Did you mean aaa\?/,
    });
  });

  it("forms a circle with others, or with itself", async () => {
    const files = {
      "migrations/aaa.ts": revisionText("aaa", { revises: ["ccc"] }),
      "migrations/bbb.ts": revisionText("bbb", { revises: ["aaa"] }),
      "migrations/ccc.ts": revisionText("ccc", { revises: ["bbb"] }),
    };
    await refuses(files, { code: "REVISION_CYCLE", message: /aaa -> ccc -> bbb -> aaa/, hint: /revises/ });
    await refuses(
      { "migrations/aaa.ts": revisionText("aaa", { revises: ["aaa"] }) },
      { code: "REVISION_SELF_LOOP", hint: /revises/ },
    );
  });
});
