import { eq, inArray, type SQL, sql } from "drizzle-orm";
import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { isVarveError } from "../../../src/errors.ts";
import type { Repository } from "../../../src/repository/repository.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const docs = pgTable("docs", {
  id: integer().primaryKey(),
  tenant: text(),
  text: text(),
  createdAt: timestamp("created_at", { withTimezone: true }).defaultNow(),
});

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
  await database.execute(
    "CREATE TABLE docs (id int PRIMARY KEY, tenant text, text text, created_at timestamptz DEFAULT now())",
  );
});
beforeEach(async () => {
  await database.execute(
    "TRUNCATE docs; INSERT INTO docs VALUES (1, 't1', 'mine'), (2, 't2', 'theirs'), (3, NULL, 'nobody''s')",
  );
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const scopes = {
  values: { tenant: "t1" },
  condition: eq(docs.tenant, "t1"),
  "SQL with an OR": sql`tenant = 'none' or ${docs.tenant} = ${"t1"}`,
  "a condition that is NULL for some": sql`${docs.tenant} <> 't2'`,
};

describe.each(Object.entries(scopes))("a scope of %s", (_, scope) => {
  const scoped = <T>(fn: (repository: Repository<typeof docs>) => Promise<T>) =>
    database.session((session) => fn(session.repository(docs, { scope: scope as SQL })));

  test("limits every read", async () => {
    await scoped(async (repository) => {
      expect(await repository.get(1)).toMatchObject({ text: "mine" });
      expect(await repository.get(2)).toBeUndefined();
      expect(await repository.exists(3)).toBe(false);
      expect(await repository.exists({ text: "theirs" })).toBe(false);
      expect(await repository.count()).toBe(1);
      expect(await repository.getAll()).toHaveLength(1);
      expect(await repository.find({ where: sql`true or true` })).toHaveLength(1);
      expect(await repository.find({ where: { id: [1, 2, 3] } })).toHaveLength(1);
      expect(await repository.getLatest(9)).toHaveLength(1);
      expect((await repository.page()).rows).toHaveLength(1);
      for await (const row of repository.stream()) expect(row.id).toBe(1);
      await expect(repository.getOrThrow(2)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(repository.count({ estimate: true })).rejects.toMatchObject({ code: "USAGE" });
    });
  });

  test("limits every write", async () => {
    await scoped(async (repository) => {
      await expect(repository.update(2, { text: "stolen" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(
        repository.update(2, { text: "x" }, { expected: { text: "theirs" } }),
      ).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await repository.delete(2)).toBe(false);
      expect(await repository.update(1, { text: "changed" })).toMatchObject({ text: "changed" });
      expect(await repository.delete(1)).toBe(true);
    });
    expect((await database.execute("SELECT id, text FROM docs ORDER BY id")).rows).toEqual([
      { id: 2, text: "theirs" },
      { id: 3, text: "nobody's" },
    ]);
  });

  test("refuses a row that would leave it, also when the error is swallowed", async () => {
    const attempts: ((repository: Repository<typeof docs>) => Promise<unknown>)[] = [
      (repository) => repository.create({ id: 9, tenant: "t2" }),
      (repository) => repository.create({ id: 9, tenant: null }),
      (repository) => repository.createMany([{ id: 8 }, { id: 9, tenant: "t2" }]),
      (repository) => repository.update(1, { tenant: "t2" }),
      (repository) => repository.update(1, { tenant: sql`'t2'` }),
    ];
    for (const attempt of attempts) {
      await expect(scoped(attempt)).rejects.toMatchObject({
        code: "SCOPE_VIOLATION",
        details: { table: "docs" },
      });
      await scoped(async (repository) => void (await attempt(repository).catch(() => {}))).catch(() => {});
    }
    expect((await database.execute("SELECT id, tenant FROM docs ORDER BY id")).rows).toEqual([
      { id: 1, tenant: "t1" },
      { id: 2, tenant: "t2" },
      { id: 3, tenant: null },
    ]);
  });

  test("never lets another tenant's row out or in, whatever is done", async () => {
    const id = fc.integer({ min: 0, max: 5 });
    const tenant = fc.constantFrom("t1", "t2", null, undefined);
    const operation = fc.oneof(
      fc.tuple(fc.constant("create" as const), id, tenant),
      fc.tuple(fc.constant("createMany" as const), id, tenant),
      fc.tuple(fc.constant("update" as const), id, tenant),
      fc.tuple(
        fc.constantFrom(
          "get" as const,
          "delete" as const,
          "find" as const,
          "page" as const,
          "stream" as const,
        ),
        id,
        tenant,
      ),
    );
    const law = fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
      await database.execute(
        "DELETE FROM docs; INSERT INTO docs VALUES (1, 't1', 'a'), (2, 't2', 'b'), (3, NULL, 'c')",
      );
      for (const [name, id, tenant] of operations) {
        const seen = await scoped((repository) => run(repository, name, id, tenant)).catch((error) => {
          if (isVarveError(error)) return [];
          throw error;
        });
        expect(seen.every((row) => row.tenant === "t1")).toBe(true);
      }
      const { rows } = await database.execute(
        "SELECT id, tenant, text FROM docs WHERE tenant IS DISTINCT FROM 't1' ORDER BY id",
      );
      expect(rows).toEqual([
        { id: 2, tenant: "t2", text: "b" },
        { id: 3, tenant: null, text: "c" },
      ]);
    });
    await fc.assert(law, { numRuns: 40 });
  });
});

async function run(
  repository: Repository<typeof docs>,
  name: string,
  id: number,
  tenant: string | null | undefined,
): Promise<(typeof docs.$inferSelect)[]> {
  const row = { id, tenant, text: "new" };
  switch (name) {
    case "create":
      return [await repository.create(row)];
    case "createMany":
      return repository.createMany([row, { ...row, id: id + 1 }]);
    case "update":
      return [await repository.update(id, { tenant, text: "changed" })];
    case "delete":
      await repository.delete(id);
      return [];
    case "find":
      return repository.find({ where: inArray(docs.tenant, ["t1", "t2"]), orderBy: { text: "asc" } });
    case "page":
      return (await repository.page({ where: sql`true or ${docs.id} = ${id}`, limit: 2 })).rows;
    case "stream": {
      const rows = [];
      for await (const row of repository.stream({ where: sql`true or false` })) rows.push(row);
      return rows;
    }
    default: {
      const found = await repository.get(id);
      return found === undefined ? [] : [found];
    }
  }
}

test("a scope of values is filled in on create", async () => {
  const created = await database.session(async (session) => {
    const repository = session.repository(docs, { scope: { tenant: "t1" } });
    await repository.createMany([{ id: 11 }, { id: 12, tenant: undefined }]);
    return repository.create({ id: 10, text: "x" });
  });
  expect(created.tenant).toBe("t1");
  expect((await database.execute("SELECT tenant FROM docs WHERE id > 9")).rows).toEqual(
    Array.from({ length: 3 }, () => ({ tenant: "t1" })),
  );
});

test("a scope of null is the rows without a value", async () => {
  await database.session(async (session) => {
    const repository = session.repository(docs, { scope: { tenant: null } });
    expect(await repository.getAll()).toMatchObject([{ id: 3 }]);
    expect(await repository.get(1)).toBeUndefined();
    expect(await repository.create({ id: 4 })).toMatchObject({ tenant: null });
  });
});

test("a scope with a list of values is refused: none could be filled in", async () => {
  const running = database.session(async (session) =>
    session.repository(docs, { scope: { tenant: ["t1", "t2"] } } as never),
  );
  await expect(running).rejects.toMatchObject({ code: "USAGE" });
});

test.each([[undefined], [{}], [{ tenant: undefined }], [null], [{ tenat: "t1" }]])(
  "a scope of %o is refused: it would limit nothing",
  async (scope) => {
    const running = database.session(async (session) => session.repository(docs, { scope } as never));
    await expect(running).rejects.toMatchObject({
      code: expect.stringMatching(/UNDEFINED_VALUE|UNKNOWN_COLUMN/),
    });
  },
);
