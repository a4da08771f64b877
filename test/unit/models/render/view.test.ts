import { describe, expect, test } from "vitest";
import { renderView } from "../../../../src/models/render/view.ts";
import { drizzles } from "../../../support/drizzle.ts";

describe.each(drizzles)("with Drizzle $version", ({ pg, orm, sql }) => {
  const users = pg.pgTable("users", { id: pg.serial(), name: pg.text("full name"), tags: pg.jsonb() });
  const posts = pg.pgSchema("blog").table("posts", { author: pg.integer("author_id") });
  const render = (view: Parameters<typeof renderView>[0]) => renderView(view, undefined).sql;

  test("renders a query of the builder, its values written in", () => {
    const view = pg.pgView("named").as((qb) =>
      qb
        .select({ id: users.id, name: users.name })
        .from(users)
        .where(orm.or(orm.eq(users.name, "it's"), orm.inArray(users.id, [1, -2]))),
    );
    const json = pg.pgView("json").as((qb) =>
      qb
        .select({ id: users.id })
        .from(users)
        .where(orm.eq(users.tags, [1])),
    );

    expect(render(view)).toMatch(
      /^CREATE VIEW "public"."named" AS\nselect "id", "full name" from "users" where \(.*"users"."full name" = 'it''s'.* or .*"users"."id" in \(1, \(-2\)\).*\)$/,
    );
    expect(render(json)).toContain(`where "users"."tags" = '[1]'`);
  });

  test("renders raw SQL without its last semicolon, and options in PostgreSQL's spelling", () => {
    const view = pg
      .pgView("raw", { id: pg.integer() })
      .with({ securityInvoker: true, checkOption: "cascaded" })
      .as(sql`select ${users.id} from ${users} where ${posts.author} = ${10n} ; `);

    expect(render(view)).toBe(
      `CREATE VIEW "public"."raw" WITH (check_option = 'cascaded', security_invoker = true) AS\n` +
        `select "users"."id" from "users" where "blog"."posts"."author_id" = 10`,
    );
  });

  test("renders a materialized view with all its clauses", () => {
    const view = pg
      .pgSchema("blog")
      .materializedView("counts")
      .using("heap")
      .with({ fillfactor: 70, autovacuumEnabled: false })
      .tablespace("pg_default")
      .withNoData()
      .as((qb) => qb.select({ n: sql<number>`count(*)`.as("n") }).from(posts));

    expect(render(view)).toBe(
      `CREATE MATERIALIZED VIEW "blog"."counts" USING "heap" WITH (fillfactor = 70, autovacuum_enabled = false) TABLESPACE "pg_default" AS\n` +
        `select count(*) as "n" from "blog"."posts"\nWITH NO DATA`,
    );
  });

  test("puts columns of the same types in the place of a view that exists elsewhere", () => {
    const mood = pg.pgEnum("mood", ["ok"]);
    const view = pg.pgView("elsewhere", { id: pg.serial(), mood: mood() }).existing();

    expect(render(view)).toBe(
      `CREATE VIEW "public"."elsewhere" AS SELECT NULL::int AS "id", NULL::"public"."mood" AS "mood"`,
    );
  });

  test("refuses a placeholder", () => {
    const view = pg.pgView("v", {}).as(sql`select ${sql.placeholder("x")}`);

    expect(() => render(view)).toThrow("placeholder");
  });
});
