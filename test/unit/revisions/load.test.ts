import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hazard } from "../../../src/plan/hazard.ts";
import { formatRevision } from "../../../src/revisions/format.ts";
import { loadRevisions } from "../../../src/revisions/load.ts";
import { loadPlain } from "../../../src/revisions/load-plain.ts";
import { newRevisionId, writeRevision } from "../../../src/revisions/write.ts";
import { loadModules } from "../../../src/typescript/load.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "varve-load-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const input = { revises: [], message: "make it", createdAt: "2026-11-22T10:30:00Z", up: [], down: [] };
const write = (name: string, text: string) => writeFile(path.join(folder, name), text);

describe("loadRevisions", () => {
  it("finds nothing in a folder that does not exist", async () => {
    expect(await loadRevisions(path.join(folder, "none"))).toEqual([]);
  });

  it("reads what was written, byte for byte, by the short way and by the long one", async () => {
    const step = fc.record({ sql: fc.string({ unit: "binary" }) });
    const drafts = fc.record({
      up: fc.array(step, { minLength: 1, maxLength: 3 }),
      text: fc.string({ unit: "binary" }),
    });
    const hazards: Hazard[] = [
      { code: "DATA_LOSS", severity: "error", object: "a\nb", message: "Drops */ it.\u2028", hint: "`" },
    ];
    const written = new Map<string, object>();
    for (const { up, text } of fc.sample(drafts, 60)) {
      const message = `m ${text}`;
      const steps = up.map((each) => ({ ...each, hazards }));
      const draft = { ...input, id: newRevisionId(), message, up: steps, down: up };
      const { file } = await writeRevision(folder, draft, []);
      written.set(file, { message, up: up.map(({ sql }) => ({ kind: "sql", sql })) });
    }
    const files = [...written.keys()];
    const [long, short] = [await loadModules(files), await loadPlain(files)];
    expect(short.size).toBeGreaterThan(40);
    for (const [file, expected] of written) {
      expect(long.get(file)?.default).toMatchObject(expected);
      if (short.has(file)) expect(short.get(file)).toEqual(long.get(file)?.default);
    }
  }, 60_000);

  it("takes the short way for what it writes itself", async () => {
    const { file } = await writeRevision(folder, { ...input, id: "a1", up: [{ sql: "SELECT 1" }] }, []);
    expect((await loadPlain([file])).size).toBe(1);
  });

  it("takes the long way for TypeScript, other imports and code", async () => {
    await write(
      "b.ts",
      formatRevision({ ...input, id: "b" }).replace("export", "const n: number = 1;\nvoid n;\nexport"),
    );
    await write("c.ts", formatRevision({ ...input, id: "c" }).replace("import", 'import "node:fs";\nimport'));
    await write(
      "d.mjs",
      formatRevision({ ...input, id: "d" })
        .replace("revision, sql", "revision, run")
        .replace("// sql`…`,", "run(() => {}),"),
    );
    const files = ["b.ts", "c.ts", "d.mjs"].map((name) => path.join(folder, name));
    for (const file of files.slice(1)) expect((await loadPlain([file])).size).toBe(0);
    expect((await loadRevisions(folder)).map(({ id }) => id)).toEqual(["b", "c", "d"]);
  });

  it("leaves declarations, index files and hidden files alone, and prefers a source to its compiled form", async () => {
    await write("a.ts", formatRevision({ ...input, id: "a" }));
    for (const name of ["a.js", "a.d.ts", "index.ts", ".b.ts", "heads.txt"]) await write(name, "nonsense");
    expect((await loadRevisions(folder)).map(({ file }) => path.basename(file))).toEqual(["a.ts"]);
  });

  it.each([
    ["MODULE_SYNTAX_ERROR", "export default revision({;"],
    ["MODULE_THREW", 'throw new Error("no");'],
    ["MODULE_THREW", `throw new Error("no");\n${formatRevision({ ...input, id: "a" })}`],
    ["MODULE_THREW", `${formatRevision({ ...input, id: "a" })}throw new Error("no");\n`],
    ["REVISION_NO_DEFAULT_EXPORT", "export const a = 1;"],
    ["REVISION_NO_DEFAULT_EXPORT", "export default 7;"],
    ["REVISION_INVALID", "export default { id: 7 };"],
    ["REVISION_INVALID", formatRevision({ ...input, id: "a" }).replace("up:", "upp:")],
    ["REVISION_ID_ILLEGAL", formatRevision({ ...input, id: "a-b" })],
  ])("fails with %s", async (code, text) => {
    await write("ok.ts", formatRevision({ ...input, id: "ok" }));
    await write("broken.ts", text);
    await expect(loadRevisions(folder)).rejects.toMatchObject({ code });
  });

  it("forgets which models were reached when the steps are changed", async () => {
    const text = formatRevision({ ...input, id: "a", models: "abc", up: [{ sql: "SELECT 1\n" }] });
    await write("a.ts", text);
    expect((await loadRevisions(folder))[0]?.models).toBe("abc");
    await write("a.ts", text.replace("SELECT 1", "SELECT 2"));
    expect((await loadRevisions(folder))[0]?.models).toBeUndefined();
  });

  it("lists every problem of a revision at once", async () => {
    await write(
      "a.ts",
      'export default { id: "a", revises: "b", message: 1, createdAt: "soon", up: [7], down: [] };',
    );
    await expect(loadRevisions(folder)).rejects.toMatchObject({
      details: expect.objectContaining({
        problems: [
          "message must be a text",
          "createdAt must be a time such as 2026-11-22T10:30:00Z",
          "revises must be a list of texts ([] for a base)",
          "up[0] is not a step",
        ],
      }),
    });
  });
});

describe("writeRevision", () => {
  it("names the file after id and message", async () => {
    const draft = { ...input, id: "a", message: "Füge «Künden» hinzu, bitte!" };
    const { file } = await writeRevision(folder, draft, []);
    expect(path.basename(file)).toBe("a_fuge_kunden_hinzu_bitte.ts");
  });

  it("keeps heads.txt in step with the graph, whatever is in it, unless it was deleted", async () => {
    const heads = () => readFile(path.join(folder, "heads.txt"), "utf8").catch(() => "none");
    await writeRevision(folder, { ...input, id: "a" }, []);
    expect(await heads()).toBe("a\n");
    await writeRevision(folder, { ...input, id: "c", revises: ["a"] }, ["a"]);
    await writeRevision(folder, { ...input, id: "b", revises: ["a"] }, ["c"]);
    expect(await heads()).toBe("b\nc\n");
    await write("heads.txt", "<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n");
    await writeRevision(folder, { ...input, id: "m", revises: ["b", "c"] }, ["b", "c"]);
    expect(await heads()).toBe("m\n");
    await write("heads.txt", "outdated\r\n");
    await writeRevision(folder, { ...input, id: "n", revises: ["a"] }, ["m"]);
    expect(await heads()).toBe("m\nn\n");
    await rm(path.join(folder, "heads.txt"));
    await writeRevision(folder, { ...input, id: "o", revises: ["m"] }, ["m", "n"]);
    expect(await heads()).toBe("none");
  });

  it("never replaces a file, and leaves nothing behind", async () => {
    await writeRevision(folder, { ...input, id: "a" }, []);
    await expect(
      writeRevision(folder, { ...input, id: "a", up: [{ sql: "SELECT 1" }] }, ["a"]),
    ).rejects.toMatchObject({
      code: "REVISION_ID_DUPLICATE",
    });
    expect((await loadRevisions(folder))[0]?.up).toEqual([]);
  });

  it("makes the folder, and says when it cannot", async () => {
    await writeRevision(path.join(folder, "a", "b"), { ...input, id: "a" }, []);
    await write("file", "");
    // Under /proc nobody can make a folder.
    const places = [path.join(folder, "file"), path.join(folder, "file/a"), "/proc/migrations"];
    for (const place of places) {
      await expect(writeRevision(place, { ...input, id: "a" }, [])).rejects.toMatchObject({
        code: "MIGRATIONS_NOT_WRITABLE",
      });
    }
  });
});
