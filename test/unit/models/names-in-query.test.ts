import { describe, expect, test } from "vitest";
import type { Casing } from "../../../src/models/drizzle.ts";
import { namesInQuery } from "../../../src/models/names-in-query.ts";
import { type AnyView, renderView } from "../../../src/models/render/view.ts";
import { drizzles } from "../../support/drizzle.ts";

const query = (view: AnyView, casing: Casing) =>
  renderView(view, casing, namesInQuery(view, casing)).sql.split(" AS\n")[1];

describe.each(drizzles)("with Drizzle $version", ({ version, pg, orm, sql }) => {
  const books = pg.pgTable("books", {
    id: pg.integer(),
    shelfMark: pg.text(),
    pageCount: pg.integer("Pages"),
  });
  const shelfMark = version === "0.45" ? "shelf_mark" : "shelfMark";

  test("a query over a single table has its columns by their names in the database", () => {
    const view = pg.pgView("marks").as((qb) =>
      qb
        .select({
          mark: books.shelfMark,
          pages: books.pageCount,
          upper: sql`upper(${books.shelfMark})`.as("u"),
        })
        .from(books)
        .orderBy(books.shelfMark),
    );
    const above = pg.pgView("above").as((qb) => qb.select().from(view));

    expect(query(view, "snake_case")).toBe(
      `select "${shelfMark}", "Pages", upper("${shelfMark}") as "u" from "books" order by "books"."${shelfMark}"`,
    );
    expect(query(above, "snake_case")).toContain(`select "${shelfMark}", "Pages", "u" from "marks"`);
  });

  test("a name that is given in the query stays, and so do all without a casing", () => {
    const selection = { shelfMark: sql`lower(${books.shelfMark})`.as("shelfMark") };
    const joined = pg
      .pgView("joined")
      .as((qb) =>
        qb
          .select(selection)
          .from(books)
          .innerJoin(pg.alias(books, "other"), orm.eq(books.id, books.pageCount)),
      );
    const plain = pg.pgView("plain").as((qb) => qb.select({ mark: books.shelfMark }).from(books));

    expect(query(joined, "snake_case")).toMatch(`select lower("books"."${shelfMark}") as "shelfMark" from`);
    expect(query(plain, undefined)).toBe(`select "shelfMark" from "books"`);
  });
});
