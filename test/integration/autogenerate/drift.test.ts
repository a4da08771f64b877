// Changes made by hand in a live database: each must be seen, by the full comparison and by the quick one.
import { expect, it } from "vitest";
import { withClient } from "../../../src/database/connect.ts";
import { fingerprint } from "../../../src/engine/index.ts";
import { createModelProject, plainSql } from "../../support/model-project.ts";

const models = `
export const mood = pgEnum("mood", ["sad", "ok", "happy"]);
export const kind = pgEnum("kind", ["a", "b"]);
export const parents = pgTable("parents", { id: integer().primaryKey() });
export const t = pgTable("t", {
  id: integer().primaryKey().generatedAlwaysAsIdentity({ startWith: 10 }),
  name: text().notNull().default("x"),
  size: integer().default(1),
  doubled: integer().generatedAlwaysAs(sql\`size * 2\`),
  code: varchar({ length: 10 }),
  sorted: text(),
  amount: numeric({ precision: 10, scale: 2 }),
  at: timestamp({ withTimezone: true }).defaultNow(),
  by: integer().references(() => parents.id, { onDelete: "cascade" }),
  other: integer().references(() => parents.id),
  m: mood(),
  k: kind(),
}, (t) => [
  check("size_positive", sql\`size > 0\`),
  index("by_name").on(t.name),
  index("partial").on(t.size).where(sql\`size > 1\`),
  index("expression").on(sql\`lower(name)\`),
  index("opclass").on(t.code),
  index("ordered").on(t.at.desc()),
  unique("one_code").on(t.code),
  uniqueIndex("one_amount").on(t.amount),
  pgPolicy("readers", { for: "select", using: sql\`size > 0\` }),
]);
export const plain = pgTable("plain", { id: integer(), n: integer() }, (t) => [primaryKey({ name: "plain_pk", columns: [t.id] })]);
export const gone = pgTable("gone", { id: integer().primaryKey() });
export const big = pgView("big").as((qb) => qb.select().from(plain).where(eq(plain.n, 1)));
export const numbers = pg.pgSequence("numbers", { startWith: 5, increment: 2 });
export const sums = pg.pgMaterializedView("sums").as((qb) => qb.select({ n: plain.n }).from(plain));
export const audit = pgSchema("audit");
`;

type Drift = readonly [name: string, sql: string, difference: object];

const ofTable = (table: string, kind: string, name: string, more: object = {}) => ({
  kind,
  name,
  table,
  ...more,
});

const drifts: readonly Drift[] = [
  [
    "the expression of a check",
    "ALTER TABLE t DROP CONSTRAINT size_positive, ADD CONSTRAINT size_positive CHECK (size > -1)",
    ofTable("t", "check constraint", "size_positive"),
  ],
  [
    "the expression of a generated column",
    "ALTER TABLE t DROP COLUMN doubled, ADD COLUMN doubled integer GENERATED ALWAYS AS (size * 3) STORED",
    ofTable("t", "column", "doubled"),
  ],
  [
    "a default",
    "ALTER TABLE t ALTER name SET DEFAULT 'y'",
    ofTable("t", "column", "name", { attribute: "default" }),
  ],
  [
    "the expression of a default",
    "ALTER TABLE t ALTER at SET DEFAULT clock_timestamp()",
    ofTable("t", "column", "at", { attribute: "default" }),
  ],
  [
    "a default that is gone",
    "ALTER TABLE t ALTER size DROP DEFAULT",
    ofTable("t", "column", "size", { attribute: "default" }),
  ],
  [
    "the predicate of a partial index",
    "DROP INDEX partial; CREATE INDEX partial ON t (size) WHERE size > 2",
    { kind: "index", name: "partial" },
  ],
  [
    "the expression of an index",
    "DROP INDEX expression; CREATE INDEX expression ON t (upper(name))",
    { kind: "index", name: "expression" },
  ],
  [
    "the operator class of an index",
    "DROP INDEX opclass; CREATE INDEX opclass ON t (code varchar_pattern_ops)",
    { kind: "index", name: "opclass" },
  ],
  [
    "the order of an index",
    "DROP INDEX ordered; CREATE INDEX ordered ON t (at)",
    { kind: "index", name: "ordered" },
  ],
  ["an index that is gone", "DROP INDEX by_name", { action: "create", kind: "index", name: "by_name" }],
  [
    "an index that is unique no more",
    "DROP INDEX one_amount; CREATE INDEX one_amount ON t (amount)",
    { kind: "index", name: "one_amount" },
  ],
  [
    "an extra column",
    "ALTER TABLE plain ADD extra integer",
    ofTable("plain", "column", "extra", { action: "drop" }),
  ],
  ["an extra table", "CREATE TABLE extra (id integer)", { action: "drop", kind: "table", name: "extra" }],
  [
    "an extra index",
    "CREATE INDEX extra_index ON plain (n)",
    { action: "drop", kind: "index", name: "extra_index" },
  ],
  [
    "an extra check",
    "ALTER TABLE plain ADD CONSTRAINT extra_check CHECK (n > 0)",
    ofTable("plain", "check constraint", "extra_check", { action: "drop" }),
  ],
  [
    "an extra policy",
    "CREATE POLICY extra_policy ON t USING (true)",
    ofTable("t", "policy", "extra_policy", { action: "drop" }),
  ],
  [
    "the expression of a policy",
    "ALTER POLICY readers ON t USING (size > 1)",
    ofTable("t", "policy", "readers"),
  ],
  ["an extra schema", "CREATE SCHEMA extra_schema", { action: "drop", kind: "schema", name: "extra_schema" }],
  [
    "an extra enum",
    "CREATE TYPE extra_enum AS ENUM ('a')",
    { action: "drop", kind: "enum", name: "extra_enum" },
  ],
  [
    "an extra sequence",
    "CREATE SEQUENCE extra_sequence",
    { action: "drop", kind: "sequence", name: "extra_sequence" },
  ],
  [
    "an extra view",
    "CREATE VIEW extra_view AS SELECT 1 AS one",
    { action: "drop", kind: "view", name: "extra_view" },
  ],
  ["a table that is gone", "DROP TABLE gone", { action: "create", kind: "table", name: "gone" }],
  [
    "the order of an enum's values",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 's'; ALTER TYPE mood RENAME VALUE 'ok' TO 'sad'; ALTER TYPE mood RENAME VALUE 's' TO 'ok'",
    { kind: "enum", name: "mood", attribute: "values" },
  ],
  [
    "an extra value of an enum",
    "ALTER TYPE kind ADD VALUE 'c'",
    { kind: "enum", name: "kind", attribute: "values" },
  ],
  [
    "the type of a column",
    "ALTER TABLE t ALTER other TYPE bigint",
    ofTable("t", "column", "other", { attribute: "type" }),
  ],
  [
    "the length of a column",
    "ALTER TABLE t ALTER code TYPE varchar(20)",
    ofTable("t", "column", "code", { attribute: "type" }),
  ],
  [
    "the scale of a column",
    "ALTER TABLE t ALTER amount TYPE numeric(10, 3)",
    ofTable("t", "column", "amount", { attribute: "type" }),
  ],
  [
    "NOT NULL",
    "ALTER TABLE t ALTER name DROP NOT NULL",
    ofTable("t", "column", "name", { attribute: "notNull" }),
  ],
  [
    "the collation of a column",
    `ALTER TABLE t ALTER sorted TYPE text COLLATE "C"`,
    ofTable("t", "column", "sorted"),
  ],
  [
    "the action of a foreign key",
    "ALTER TABLE t DROP CONSTRAINT t_by_parents_id_fk, ADD CONSTRAINT t_by_parents_id_fk FOREIGN KEY (by) REFERENCES parents ON DELETE SET NULL",
    ofTable("t", "foreign key", "t_by_parents_id_fk"),
  ],
  [
    "a foreign key that is deferrable",
    "ALTER TABLE t ALTER CONSTRAINT t_other_parents_id_fk DEFERRABLE",
    ofTable("t", "foreign key", "t_other_parents_id_fk"),
  ],
  [
    "an identity of another kind",
    "ALTER TABLE t ALTER id SET GENERATED BY DEFAULT",
    ofTable("t", "column", "id"),
  ],
  [
    "a unique constraint that takes NULLs for equal",
    "ALTER TABLE t DROP CONSTRAINT one_code, ADD CONSTRAINT one_code UNIQUE NULLS NOT DISTINCT (code)",
    ofTable("t", "unique constraint", "one_code"),
  ],
  [
    "row-level security that is off",
    "ALTER TABLE t DISABLE ROW LEVEL SECURITY",
    { kind: "table", name: "t" },
  ],
  [
    "row-level security that is on",
    "ALTER TABLE parents ENABLE ROW LEVEL SECURITY",
    { kind: "table", name: "parents" },
  ],
  [
    "a primary key of another name",
    "ALTER TABLE plain RENAME CONSTRAINT plain_pk TO plain_key",
    ofTable("plain", "primary key", "plain_key"),
  ],
  [
    "a table that is not logged",
    "ALTER TABLE parents DISABLE TRIGGER USER; CREATE UNLOGGED TABLE unlogged (id integer)",
    { kind: "table", name: "unlogged" },
  ],
  [
    "the fill factor of a table",
    "ALTER TABLE parents SET (fillfactor = 70)",
    { kind: "table", name: "parents" },
  ],
  [
    "the query of a view",
    "CREATE OR REPLACE VIEW big AS SELECT id, n FROM plain WHERE n = 2",
    { kind: "view", name: "big" },
  ],
  [
    "the query of a materialized view",
    "DROP MATERIALIZED VIEW sums; CREATE MATERIALIZED VIEW sums AS SELECT n FROM plain WHERE n > 0",
    { kind: "materialized view", name: "sums" },
  ],
  ["the step of a sequence", "ALTER SEQUENCE numbers INCREMENT 3", { kind: "sequence", name: "numbers" }],
];

/** Of kinds that only `manage` brings in. */
const managed: readonly (readonly [name: string, sql: string])[] = [
  ["a comment", "COMMENT ON COLUMN t.name IS 'x'"],
  ["a comment on the schema public", "COMMENT ON SCHEMA public IS 'x'"],
  ["a grant", "GRANT SELECT ON t TO PUBLIC"],
  ["default privileges", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC"],
  ["an owner", "ALTER TABLE t OWNER TO pg_monitor"],
  ["the cost of a function", "ALTER FUNCTION f(int) COST 7"],
  ["a function that is parallel safe", "ALTER FUNCTION f(int) PARALLEL SAFE"],
  [
    "a default of an argument",
    "CREATE OR REPLACE FUNCTION f(i int = 2) RETURNS int LANGUAGE sql AS 'SELECT i'",
  ],
  ["an aggregate", "CREATE OR REPLACE AGGREGATE a(int) (sfunc = int4pl, stype = int, initcond = '2')"],
  ["a trigger that is off", "ALTER TABLE t DISABLE TRIGGER touched"],
  ["the index to cluster on", "ALTER TABLE t CLUSTER ON by_name"],
  ["the storage of a column", "ALTER TABLE t ALTER name SET STORAGE external"],
  ["the statistics of a column", "ALTER TABLE t ALTER name SET STATISTICS 200"],
  ["the target of statistics", "ALTER STATISTICS s SET STATISTICS 200"],
  ["a domain's default", "ALTER DOMAIN d SET DEFAULT 'y'"],
  ["an attribute of a type", "ALTER TYPE pair ADD ATTRIBUTE c int"],
  ["a table of a publication", "ALTER PUBLICATION p ADD TABLE plain"],
  ["what a publication publishes", "ALTER PUBLICATION p SET (publish = 'insert')"],
  ["a table of an extension", "ALTER EXTENSION pg_trgm ADD TABLE gone"],
];

it("is seen by the quick comparison, which knows no models", async () => {
  const project = await createModelProject();
  await project.evolve(models);
  await project.sql(`
    CREATE FUNCTION f(i int = 1) RETURNS int LANGUAGE sql AS 'SELECT i';
    CREATE AGGREGATE a(int) (sfunc = int4pl, stype = int, initcond = '1');
    CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
    CREATE STATISTICS s ON name, size FROM t; CREATE DOMAIN d AS text DEFAULT 'x'; CREATE TYPE pair AS (a int, b int);
    CREATE PUBLICATION p; CREATE EXTENSION pg_trgm`);
  const unseen: string[] = [];
  await withClient(project.url, async (client) => {
    const original = await fingerprint(client, "varve");
    for (const [name, sql] of [...drifts, ...managed]) {
      await client.query("BEGIN");
      await client.query(sql);
      if ((await fingerprint(client, "varve")) === original) unseen.push(name);
      await client.query("ROLLBACK");
    }
    expect(await fingerprint(client, "varve")).toBe(original);
  });
  expect(unseen).toEqual([]);
});

it("is named by check, and mended by the next revision", async () => {
  const project = await createModelProject();
  await project.evolve(models);
  for (const [, sql] of drifts) await project.sql(sql);
  const { ok, differences } = await project.check();
  expect(ok).toBe(false);
  for (const [name, , difference] of drifts) {
    expect(differences, name).toContainEqual(expect.objectContaining(difference));
  }
  await project.revise({ noRenames: true });
  await project.upgrade();
  expect(await project.check()).toMatchObject({ ok: true, differences: [] });
});

it("an index that was left invalid is built anew, and no way leads back to it", async () => {
  const project = await createModelProject();
  await project.evolve(`export const t = pgTable("t", { id: integer().primaryKey(), a: integer() });`);
  await project.sql("INSERT INTO t VALUES (1, 1), (2, 1)");
  await expect(project.sql("CREATE UNIQUE INDEX CONCURRENTLY one_a ON t (a)")).rejects.toThrow(
    "could not create",
  );
  await project.sql("DELETE FROM t WHERE id = 2");
  project.models(
    `export const t = pgTable("t", { id: integer().primaryKey(), a: integer() }, (t) => [uniqueIndex("one_a").on(t.a)]);`,
  );
  expect((await project.check()).differences).toMatchObject([
    { action: "alter", kind: "index", name: "one_a", attribute: "valid", from: false, to: true },
  ]);

  const { up, down } = await project.revise();

  expect(plainSql(up)).toEqual(["DROP INDEX one_a", "CREATE UNIQUE INDEX one_a ON t USING btree (a)"]);
  expect(down).toEqual([]);
  await project.upgrade();
  expect(await project.check()).toMatchObject({ ok: true });
});
