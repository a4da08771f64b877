import { expect, test } from "vitest";
import { reduceModels } from "../../../src/autogenerate/reduce.ts";
import type { Statement } from "../../../src/models/statement.ts";

const file = "models.ts";
const make = (kind: string, object: string, sql: string): Statement => ({
  kind,
  object,
  sql,
  name: object,
  file,
});
const part = (kind: string, table: string, sql: string): Statement => ({
  ...make(kind, table, sql),
  part: true,
});
const table = (name: string, columns: string) =>
  make("table", name, `CREATE TABLE "public"."${name}" (${columns})`);
const view = (name: string, select: string) =>
  make("view", name, `CREATE VIEW "public"."${name}" AS ${select}`);
const key = (from: string, to: string) =>
  part(
    "foreign key",
    from,
    `ALTER TABLE "public"."${from}" ADD FOREIGN KEY ("b") REFERENCES "public"."${to}" ("a")`,
  );
const index = (on: string, unique = "") =>
  part("index", on, `CREATE ${unique}INDEX "i_${on}" ON "public"."${on}" ("a")`);

/** Tables of no concern, so that the rest is little. */
const others = Array.from({ length: 40 }, (_, n) => table(`other_${n}`, `"a" int`));

/** The statements taken in, those of `others` left out. */
function taken(before: readonly Statement[], after: readonly Statement[]): string[][] | undefined {
  const reduced = reduceModels([...others, ...before], [...others, ...after]);
  return reduced && [reduced.before, reduced.after].map((side) => side.map(({ sql }) => sql));
}
const sqlOf = (...statements: Statement[]) => statements.map(({ sql }) => sql);

test("takes a changed table with its parts, and nothing of those that it does not know", () => {
  const [old, now] = [table("users", `"a" int`), table("users", `"a" int, "b" int`)];
  const rest = [index("users"), table("posts", `"a" int`), index("posts")];

  expect(taken([old, ...rest], [now, ...rest])).toEqual([
    sqlOf(old, index("users")),
    sqlOf(now, index("users")),
  ]);
});

test("takes what refers to a changed table, with the tables and keys of both ends", () => {
  const [old, now] = [table("users", `"a" int`), table("users", `"a" bigint`)];
  const posts = table("posts", `"a" int, "b" int`);
  const rest = [
    posts,
    index("posts", "UNIQUE "),
    key("posts", "users"),
    table("tags", `"a" int`),
    key("tags", "posts"),
  ];

  expect(taken([old, ...rest], [now, ...rest])?.[1]).toEqual(
    sqlOf(now, posts, index("posts", "UNIQUE "), key("posts", "users")),
  );
});

test("takes views on views on what changed, and the types of the tables that these stand on", () => {
  const [old, now] = [
    make("enum", "mood", "CREATE TYPE mood AS ENUM ('a')"),
    make("enum", "mood", "CREATE TYPE mood AS ENUM ('b')"),
  ];
  const users = table("users", `"m" "public"."mood", "k" "public"."kind"`);
  const rest = [
    make("enum", "kind", "CREATE TYPE kind AS ENUM ('x')"),
    make("enum", "unused", "CREATE TYPE unused AS ENUM ('x')"),
    users,
    view("v", `SELECT * FROM USERS`),
    view("w", `SELECT * FROM "v"`),
    view("u", `SELECT * FROM "other_1"`),
  ];

  expect(taken([old, ...rest], [now, ...rest])?.[0]).toEqual(
    sqlOf(old, ...rest.filter(({ object }) => object !== "unused" && object !== "u")),
  );
});

test("takes what is gone, and what is new", () => {
  const [gone, fresh] = [table("gone", `"a" int`), table("fresh", `"a" int`)];

  expect(taken([gone], [fresh])).toEqual([sqlOf(gone), sqlOf(fresh)]);
});

test("finds the table in the name of a sequence, and in a literal", () => {
  const [old, now] = [table("users", `"a" serial`), table("users", `"a" int`)];
  const [first, second] = [
    table("first", `"a" int DEFAULT nextval('users_a_seq')`),
    table("second", `"a" int DEFAULT length('"users"'::regclass::text)`),
  ];

  expect(taken([old, first, second], [now, first, second])?.[1]).toEqual(sqlOf(now, first, second));
});

test("gives up where the change is much, or a SQL file has to do with it", () => {
  const [old, now] = [table("users", `"a" int`), table("users", `"a" bigint`)];
  const mentioning: Statement = {
    kind: "sql",
    name: "",
    file: "a.sql",
    line: 1,
    sql: "CREATE VIEW v AS TABLE users",
  };
  const unrelated: Statement = { ...mentioning, sql: "CREATE VIEW v AS TABLE other_1" };

  expect(reduceModels([old], [now])).toBeUndefined();
  expect(taken([old, mentioning], [now, mentioning])).toBeUndefined();
  expect(taken([unrelated], [])).toBeUndefined();
  expect(taken([old, unrelated], [now, unrelated])?.[1]).toEqual(
    sqlOf(...others.slice(1, 2), now, unrelated),
  );
});
