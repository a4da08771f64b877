import type { PgTable } from "drizzle-orm/pg-core";
import { describe, expect, test } from "vitest";
import { tableConfig } from "../../../../src/models/drizzle.ts";
import { renderForeignKey } from "../../../../src/models/render/foreign-key.ts";
import { renderIndex } from "../../../../src/models/render/index-statement.ts";
import { renderPolicy } from "../../../../src/models/render/policy.ts";
import { renderRole } from "../../../../src/models/render/role.ts";
import { renderSequence } from "../../../../src/models/render/sequence.ts";
import { drizzles } from "../../../support/drizzle.ts";

describe.each(drizzles)("with Drizzle $version", ({ pg, orm, sql, version }) => {
  const indexesOf = (table: PgTable, casing?: "snake_case") =>
    tableConfig(table).indexes.map((index) => renderIndex(index, casing).sql);
  const keysOf = (table: PgTable) =>
    tableConfig(table).foreignKeys.map((key) => renderForeignKey(key, undefined).sql);
  const policiesOf = (table: PgTable) =>
    tableConfig(table).policies.map((policy) => renderPolicy(policy, table, undefined).sql);

  test("renders every option of an index", () => {
    const table = pg
      .pgSchema("s")
      .table("t", { a: pg.text(), b: pg.integer(), c: pg.text().array() }, (t) => [
        pg.index().on(t.a, t.b),
        pg.uniqueIndex("sorted").on(t.a.asc(), t.b.desc()),
        pg.index("nulls").on(t.a.asc().nullsFirst(), t.b.desc().nullsFirst()),
        pg.index("class").using("btree", t.a.op("text_pattern_ops").desc().nullsFirst()),
        pg
          .index("gin")
          .using("gin", t.c)
          .with({ fastupdate: false, gin_pending_list_limit: 64 })
          .concurrently(),
        pg.index("expression").on(sql`lower(${t.a})`, orm.desc(t.b)),
        pg.index("partial").on(t.b).where(orm.gt(t.b, -1)),
      ]);

    expect(indexesOf(table)).toEqual([
      `CREATE INDEX "t_a_b_index" ON "s"."t" USING btree ("a", "b")`,
      `CREATE UNIQUE INDEX "sorted" ON "s"."t" USING btree ("a", "b" DESC NULLS LAST)`,
      `CREATE INDEX "nulls" ON "s"."t" USING btree ("a" NULLS FIRST, "b" DESC)`,
      `CREATE INDEX "class" ON "s"."t" USING btree ("a" text_pattern_ops DESC)`,
      `CREATE INDEX "gin" ON "s"."t" USING gin ("c") WITH (fastupdate = false, gin_pending_list_limit = 64)`,
      `CREATE INDEX "expression" ON "s"."t" USING btree (lower("a"), "b" desc)`,
      `CREATE INDEX "partial" ON "s"."t" USING btree ("b") WHERE "b" > (-1)`,
    ]);
  });

  test("takes an index's option with quotes of its own as it is written", () => {
    const table = pg.pgTable("t", { a: pg.text() }, (t) => [
      pg.index("i").using("bm25", t.a).with({ key_field: "id", text_fields: `'{"a": {"fast": "it''s"}}'` }),
    ]);

    expect(indexesOf(table)).toEqual([
      `CREATE INDEX "i" ON "public"."t" USING bm25 ("a") WITH (key_field = 'id', text_fields = '{"a": {"fast": "it''s"}}')`,
    ]);
  });

  test("wants a name for an index over an expression", () => {
    const table = pg.pgTable("t", { a: pg.text() }, (t) => [pg.index().on(sql`lower(${t.a})`)]);

    expect(() => indexesOf(table)).toThrow("needs a name of its own");
  });

  test("names indexed columns by the casing, in 0.45", () => {
    const table = pg.pgTable("t", { firstName: pg.text() }, (t) => [pg.index().on(t.firstName)]);
    const name = version === "0.45" ? "first_name" : "firstName";

    expect(indexesOf(table, "snake_case")).toEqual([
      `CREATE INDEX "t_${name}_index" ON "public"."t" USING btree ("${name}")`,
    ]);
  });

  test("renders foreign keys across schemas, with actions, to itself and by name", () => {
    const users = pg.pgSchema("auth").table("users", { id: pg.integer().primaryKey(), org: pg.integer() });
    const posts = pg.pgTable(
      "posts",
      {
        id: pg.integer().primaryKey(),
        author: pg
          .integer("author_id")
          .references(() => users.id, { onDelete: "set null", onUpdate: "no action" }),
        org: pg.integer(),
        parent: pg.integer(),
      },
      (t) => [
        pg
          .foreignKey({ columns: [t.parent], foreignColumns: [t.id] })
          .onUpdate("cascade")
          .onDelete("set default"),
        pg.foreignKey({ name: "my key", columns: [t.author, t.org], foreignColumns: [users.id, users.org] }),
      ],
    );

    expect(keysOf(posts)).toEqual([
      `ALTER TABLE "public"."posts" ADD CONSTRAINT "posts_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "auth"."users" ("id") ON DELETE SET NULL`,
      `ALTER TABLE "public"."posts" ADD CONSTRAINT "posts_parent_posts_id_fk" FOREIGN KEY ("parent") REFERENCES "public"."posts" ("id") ON UPDATE CASCADE ON DELETE SET DEFAULT`,
      `ALTER TABLE "public"."posts" ADD CONSTRAINT "my key" FOREIGN KEY ("author_id", "org") REFERENCES "auth"."users" ("id", "org")`,
    ]);
  });

  test("renders policies for everybody, for words that stand for a role, and for roles", () => {
    const role = pg.pgRole('the "boss"');
    const table = pg.pgTable("t", { owner: pg.text() }, (t) => [
      pg.pgPolicy("all"),
      pg.pgPolicy("own", {
        as: "restrictive",
        for: "select",
        to: "current_user",
        using: sql`${t.owner} = ${"me"}`,
      }),
      pg.pgPolicy("add", { for: "insert", to: ["public", role, "Someone"], withCheck: sql`true` }),
      pg.pgPolicy("nobody", { to: [] }),
    ]);

    expect(policiesOf(table)).toEqual([
      `CREATE POLICY "all" ON "public"."t" TO public`,
      `CREATE POLICY "own" ON "public"."t" AS RESTRICTIVE FOR SELECT TO current_user USING ("t"."owner" = 'me')`,
      `CREATE POLICY "add" ON "public"."t" FOR INSERT TO public, "the ""boss""", "Someone" WITH CHECK (true)`,
      `CREATE POLICY "nobody" ON "public"."t" TO public`,
    ]);
  });

  test("renders roles and sequences with their options", () => {
    const role = pg.pgRole("r", { createDb: true, createRole: true, inherit: false });
    const sequence = pg.pgSchema("s").sequence("my seq", { startWith: 2, increment: "3", cycle: false });

    expect(renderRole(role).sql).toBe(`CREATE ROLE "r" CREATEDB CREATEROLE NOINHERIT`);
    expect(renderSequence(pg.pgSequence("plain")).sql).toBe(`CREATE SEQUENCE "public"."plain"`);
    expect(renderSequence(sequence).sql).toBe(`CREATE SEQUENCE "s"."my seq" INCREMENT BY 3 START WITH 2`);
  });
});
