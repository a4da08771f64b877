import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../../support/database.ts";
import { createMigrations, query } from "../../support/migrations.ts";
import { canMount, createTinyDisk, type TinyDisk } from "../../support/tiny-disk.ts";

describe.skipIf(!canMount)("on a disk that is full (needs root, to mount one)", () => {
  let database: TestDatabase;
  let disk: TinyDisk;
  beforeEach(async () => {
    database = await createTestDatabase();
    disk = await createTinyDisk(serverUrl);
  });
  afterEach(async () => {
    await database.drop();
    await disk.remove();
  });

  const rows = "SELECT g, repeat('x', 500) FROM generate_series(1, 10000) g";

  it("a revision is rolled back, and applied when there is room", async () => {
    const { config, cwd } = await createMigrations({
      a: {
        up: [
          `sql\`CREATE TABLE t (id int, filler text) TABLESPACE ${disk.tablespace}\``,
          `sql\`INSERT INTO t ${rows}\``,
        ],
      },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/step 2 of 2 .*rolled back/s),
    });
    expect(await query(database.url, "SELECT to_regclass('t'), count(*)::int FROM varve.history")).toEqual([
      [null, 0],
    ]);
    disk.grow();
    expect(await upgrade(options)).toMatchObject({ heads: ["a"] });
    expect(await query(database.url, "SELECT count(*)::int FROM t")).toEqual([[10_000]]);
  });

  it("an index built beside the rows leaves nothing invalid, and is built when there is room", async () => {
    const index = `CREATE INDEX CONCURRENTLY t_filler ON t (id, filler) TABLESPACE ${disk.tablespace}`;
    const { config, cwd } = await createMigrations({
      a: {
        up: ["sql`CREATE TABLE t (id int, filler text)`", `sql\`INSERT INTO t ${rows}\``, `sql\`${index}\``],
      },
    });
    const options = { config, cwd, url: database.url };
    await expect(upgrade(options)).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/step 3 of 3 .*steps before it are committed/s),
    });
    const indexes = "SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass";
    expect(await query(database.url, indexes)).toEqual([]);
    disk.grow();
    expect(await upgrade(options)).toMatchObject({ heads: ["a"] });
    expect(await query(database.url, indexes)).toEqual([[true]]);
  });
});
