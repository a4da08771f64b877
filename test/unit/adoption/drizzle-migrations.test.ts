import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readDrizzleMigrations } from "../../../src/adoption/drizzle-migrations.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "varve drizzle "));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}
const journal = (...entries: unknown[]) =>
  write("meta/_journal.json", JSON.stringify({ version: "7", dialect: "postgresql", entries }));

describe("the migrations folder of drizzle-kit", () => {
  it("is read in the order of its journal", async () => {
    journal({ idx: 0, when: 2, tag: "0001_b" }, { idx: 1, when: 1, tag: "0000_a" });
    write("0001_b.sql", "SELECT 2;");
    write("0000_a.sql", "SELECT 1;");
    write("0002_not_in_the_journal.sql", "SELECT 3;");
    expect((await readDrizzleMigrations(folder)).map(({ tag, when, text }) => [tag, when, text])).toEqual([
      ["0001_b", 2, "SELECT 2;"],
      ["0000_a", 1, "SELECT 1;"],
    ]);
  });

  it("is read folder by folder without one, each with the time of its name", async () => {
    write("20261123005059_b/migration.sql", "SELECT 2;");
    write("20261123005052_a/migration.sql", "SELECT 1;");
    write("notes/migration.sql", "SELECT 3;");
    expect((await readDrizzleMigrations(folder)).map(({ tag, when }) => [tag, when])).toEqual([
      ["20261123005052_a", Date.UTC(2026, 10, 23, 0, 50, 52)],
      ["20261123005059_b", Date.UTC(2026, 10, 23, 0, 50, 59)],
    ]);
  });

  it("has the hash that drizzle-orm records, whatever line ends git gave the file", async () => {
    journal({ idx: 0, when: 1, tag: "0000_a" });
    write("0000_a.sql", "SELECT\n1;");
    const [unix] = await readDrizzleMigrations(folder);
    write("0000_a.sql", "SELECT\r\n1;");
    const [windows] = await readDrizzleMigrations(folder);
    expect(new Set(windows?.hashes)).toEqual(new Set(unix?.hashes));
  });

  it.each([
    ["is empty", () => {}],
    [
      "has a journal of another database",
      () => write("meta/_journal.json", '{"dialect":"mysql","entries":[]}'),
    ],
    ["has a journal that is no JSON", () => write("meta/_journal.json", "{")],
    ["has an entry without a time", () => journal({ tag: "0000_a" })],
    ["has an entry with a time out of this world", () => journal({ tag: "0000_a", when: 1e20 })],
    ["lacks a file of the journal", () => journal({ tag: "0000_a", when: 1 })],
  ])("is refused when it %s", async (_, prepare) => {
    prepare();
    await expect(readDrizzleMigrations(folder)).rejects.toMatchObject({ code: "ADOPTION_FAILED" });
  });
});
