// Of large schemas that differ in a few places, only what the change has to do with is built.
import { expect, test } from "vitest";
import { withDatabaseComparison } from "../../../src/autogenerate/databases-side.ts";
import { proposeChange } from "../../../src/autogenerate/proposal.ts";
import { databaseScope } from "../../../src/autogenerate/scope.ts";
import { loadConfig } from "../../../src/config.ts";
import { affectedPart, type Catalog, describeId, extractCatalog, kindOf } from "../../../src/engine/index.ts";
import { serverUrl } from "../../support/database.ts";
import { createDatabase, dropDatabase, withConnection } from "../../support/law/databases.ts";
import { runTransition } from "../../support/law/transition.ts";

const others = Array.from(
  { length: 30 },
  (_, n) => `CREATE TABLE other${n} (id int PRIMARY KEY, ${columns(18)}); CREATE INDEX ON other${n} (c1);`,
).join("\n");

const config = await loadConfig({ config: { models: "none.ts" } });
const everything = databaseScope(config);

const schema = `${others}
CREATE EXTENSION pgcrypto; COMMENT ON SCHEMA public IS 'home';
CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY);
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM 1; END';
CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch();
CREATE TYPE mood AS ENUM ('calm', 'glad');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO journal VALUES (now()); RETURN NEW; END';
CREATE TABLE journal (at timestamptz); CREATE INDEX ON journal (at);
CREATE TABLE owners (id int PRIMARY KEY, boss int REFERENCES other1, name text); CREATE INDEX ON owners (name);
CREATE TABLE cats (id serial PRIMARY KEY, owner int REFERENCES owners, state mood);
CREATE TRIGGER noted BEFORE INSERT ON cats FOR EACH ROW EXECUTE FUNCTION note();
CREATE VIEW glad AS SELECT id FROM cats WHERE state = 'glad';
CREATE VIEW count_glad AS SELECT count(*) FROM glad;
CREATE TABLE toys (id int PRIMARY KEY, cat int REFERENCES cats, label text);
CREATE VIEW labels AS SELECT label FROM toys;
CREATE TABLE logs (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE logs_old (id int, day date); CREATE INDEX ON logs_old (id); ALTER TABLE logs_old RENAME TO archive;
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE logs_new PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
CREATE INDEX ON logs (day);
CREATE FUNCTION today() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()';
ALTER TABLE logs_new ALTER day SET DEFAULT today()`;

test.each<[string, string, string[]]>([
  [
    "a column of a table with views, keys and a trigger",
    "ALTER TABLE cats ADD age int; CREATE INDEX ON cats (age)",
    [
      "function note()",
      "function watch()",
      "sequence cats_id_seq",
      "table archive",
      "table cats",
      "table journal",
      "table owners",
      "table toys",
      "enum mood",
      "view count_glad",
      "view glad",
    ].sort(),
  ],
  [
    "one partition",
    "ALTER TABLE logs_old ADD CHECK (id > 0)",
    [
      "function today()",
      "function watch()",
      "table archive",
      "table logs",
      "table logs_new",
      "table logs_old",
    ],
  ],
  ["nothing", "", ["function watch()"]],
])("what %s has to do with", async (_, change, expected) => {
  const urls = await Promise.all(
    [schema, `${schema}; ${change}`].map((sql) => createDatabase(serverUrl, sql)),
  );
  try {
    const [from, to] = (await Promise.all(urls.map((url) => withConnection(url, extractCatalog)))) as [
      Catalog,
      Catalog,
    ];
    const part = affectedPart({ from, to }, everything);
    const wholes = part?.to.facts
      .facts()
      .filter(({ parent }) => parent?.kind === "schema" && parent.name === "public");
    const names = wholes?.map((fact) => `${kindOf(fact)} ${describeId(fact.id)}`);
    expect(names?.filter((name) => !/^(grant|comment) /.test(name)).sort()).toEqual(expected);
  } finally {
    for (const url of urls) await dropDatabase(serverUrl, url);
  }
});

test.each([
  ["columns", "ALTER TABLE cats ADD age int; ALTER TABLE toys ADD CHECK (id > 0), ALTER label SET NOT NULL"],
  [
    "a type that tables use",
    "ALTER TYPE mood RENAME TO temper; CREATE TYPE mood AS ENUM ('calm'); DROP VIEW count_glad, glad; ALTER TABLE cats ALTER state TYPE mood USING state::text::mood; DROP TYPE temper",
  ],
  [
    "a function that a trigger calls",
    "CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
  ],
  [
    "a function that names a table",
    "CREATE FUNCTION newest() RETURNS timestamptz LANGUAGE sql AS 'SELECT max(at) FROM journal'",
  ],
  [
    "a function that the default of a partition calls",
    "DROP FUNCTION today() CASCADE; CREATE FUNCTION today() RETURNS date LANGUAGE sql AS 'SELECT current_date'; ALTER TABLE logs_new ALTER day SET DEFAULT today() + 1",
  ],
  ["a partition", "CREATE INDEX ON logs_old (id); ALTER TABLE logs DETACH PARTITION logs_new"],
  ["a schema", "CREATE SCHEMA more; CREATE TABLE more.cats (LIKE cats INCLUDING ALL)"],
  [
    "a key that others refer to",
    "ALTER TABLE toys DROP CONSTRAINT toys_cat_fkey; DROP VIEW count_glad, glad; ALTER TABLE cats ALTER id TYPE bigint; ALTER TABLE toys ALTER cat TYPE bigint, ADD FOREIGN KEY (cat) REFERENCES cats",
  ],
])("there and back: %s", async (_, change) => {
  const after = `${schema}; ${change}`;
  const urls = await Promise.all([schema, after].map((sql) => createDatabase(serverUrl, sql)));
  const [from, to] = urls as [string, string];
  const sizes: number[] = [];
  try {
    await withDatabaseComparison({ config, from, to }, async (comparison) => {
      sizes.push(comparison.actual.facts.facts().length);
      return proposeChange(comparison, { noRenames: true });
    });
  } finally {
    for (const url of urls) await dropDatabase(serverUrl, url);
  }
  // The part was enough.
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThan(500);
  const seed = `INSERT INTO owners VALUES (1, NULL, 'Ada'); INSERT INTO cats (owner, state) VALUES (1, 'calm');
    INSERT INTO toys VALUES (1, 1, 'ball')`;
  expect((await runTransition(serverUrl, { before: schema, after, seed })).problems).toEqual([]);
});

function columns(count: number): string {
  return Array.from({ length: count }, (_, n) => `c${n} text NOT NULL DEFAULT ''`).join(", ");
}
