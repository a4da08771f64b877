// The law of preflights: over any rows, a step succeeds exactly when the queries find none, and taking away what they
// find lets it succeed.
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../src/database/ask.ts";
import {
  extractCatalog,
  type FactBase,
  planActions,
  projectScope,
  wholeDatabase,
} from "../../src/engine/index.ts";
import { boundCondition, partitionKeyOf } from "../../src/plan/partition.ts";
import { type Step, shapeSteps } from "../../src/plan/steps.ts";
import { loadParser, parseStatements } from "../../src/sql/parser.ts";
import { createTestDatabase, serverVersion, type TestDatabase } from "../support/database.ts";

const before = `
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
  CREATE DOMAIN amount AS int;
  CREATE DOMAIN few AS int CHECK (VALUE < 2) NOT NULL;
  CREATE TYPE pair AS (x int, y text);
  CREATE TABLE parents (x int, y int, PRIMARY KEY (x, y));
  CREATE TABLE t (id int PRIMARY KEY, a int, b text, n numeric, f float8, big bigint, m mood, ms mood[], d amount, x int,
    y int, span int4range, v varchar(12), ip inet, j jsonb, ns int[], bits varbit);`;

const changes = [
  "ALTER TABLE t ALTER a SET NOT NULL",
  "ALTER TABLE t ADD c int NOT NULL",
  "ALTER TABLE t ADD UNIQUE (a)",
  "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a, b)",
  "CREATE UNIQUE INDEX ON t (lower(b), (a + x)) WHERE y > 0",
  "ALTER TABLE t ADD c int DEFAULT 1 UNIQUE",
  "ALTER TABLE t ADD c text GENERATED ALWAYS AS (lower(b)) STORED UNIQUE",
  "ALTER TABLE t ADD CHECK (a > 0 OR b IS NULL)",
  "ALTER TABLE t ADD CHECK (num_nulls(a, b) < 2)",
  "ALTER TABLE t ADD FOREIGN KEY (x, y) REFERENCES parents",
  "ALTER TABLE t ADD FOREIGN KEY (x, y) REFERENCES parents MATCH FULL",
  "ALTER TABLE t ADD EXCLUDE USING gist (span WITH &&)",
  "ALTER TABLE t ADD EXCLUDE USING gist (int4range(a, a, '[]') WITH =, span WITH &&) WHERE (a > 0)",
  "ALTER TABLE t ALTER b TYPE int USING b::int",
  "ALTER TABLE t ALTER b TYPE numeric(4, 1) USING b::numeric",
  "ALTER TABLE t ALTER b TYPE boolean USING b::boolean",
  "ALTER TABLE t ALTER b TYPE uuid USING b::uuid",
  "ALTER TABLE t ALTER b TYPE varchar(4)",
  "ALTER TABLE t ALTER b TYPE char(4)",
  "ALTER TABLE t ALTER b TYPE mood USING b::mood",
  "ALTER TABLE t ALTER v TYPE varchar(4)",
  "ALTER TABLE t ALTER ip TYPE varchar(9)",
  "ALTER TABLE t ALTER ip TYPE text, ADD CHECK (ip ~ '^[0-9.]*$'), ADD UNIQUE (ip)",
  "ALTER TABLE t ALTER a TYPE uuid USING a::text::uuid",
  "ALTER TABLE t ALTER b TYPE uuid[] USING ARRAY[b::uuid], ALTER a TYPE mood[] USING ARRAY[a::text::mood]",
  "ALTER TABLE t ALTER b TYPE numeric(4, 1)[] USING ARRAY[b::numeric], ALTER ms TYPE int USING ms[1]::text::int",
  "ALTER TABLE t ALTER ms TYPE mood USING ms[1], ALTER n TYPE boolean USING n::int::boolean",
  "ALTER TABLE t ALTER f TYPE boolean USING f::int::boolean, ALTER big TYPE boolean USING big::int::boolean",
  "ALTER TABLE t ALTER m TYPE int USING m::text::int, ALTER ms TYPE numeric(4, 1)[] USING ms::text[]::numeric[]",
  "ALTER TABLE t ALTER n TYPE int",
  "ALTER TABLE t ALTER n TYPE numeric(5, 2)",
  "ALTER TABLE t ALTER n TYPE numeric(2, 3)",
  "ALTER TABLE t ALTER f TYPE smallint",
  "ALTER TABLE t ALTER f TYPE bigint",
  "ALTER TABLE t ALTER f TYPE real",
  "ALTER TABLE t ALTER f TYPE numeric(5, 2)",
  "ALTER TABLE t ALTER big TYPE int",
  "ALTER TABLE t ALTER big TYPE numeric(6, 2)",
  `ALTER TABLE t ALTER m TYPE text, ALTER ms TYPE text[]; DROP TYPE mood; CREATE TYPE mood AS ENUM ('glad', 'ok');
   ALTER TABLE t ALTER m TYPE mood USING m::mood, ALTER ms TYPE mood[] USING ms::mood[]`,
  "ALTER TABLE t ALTER n TYPE real, ALTER big TYPE oid, ALTER bits TYPE varbit(2)",
  "ALTER TABLE t ALTER n TYPE float8, ALTER bits TYPE bit(2)",
  "ALTER TABLE t ALTER j TYPE smallint USING j::smallint",
  "ALTER TABLE t ALTER j TYPE int USING j::int, ADD UNIQUE (j)",
  "ALTER TABLE t ALTER j TYPE numeric(4, 1) USING j::numeric(4, 1), ADD CHECK (j > 1)",
  "ALTER TABLE t ALTER j TYPE boolean USING j::boolean",
  "ALTER TABLE t ALTER j TYPE pair USING jsonb_populate_record(NULL::pair, j)",
  `CREATE SCHEMA kinds; CREATE TYPE kinds.few_moods AS (x few, y mood);
   ALTER TABLE t ALTER j TYPE kinds.few_moods USING jsonb_populate_record(NULL::kinds.few_moods, j)`,
  "CREATE TYPE floats AS RANGE (subtype = float8); ALTER TABLE t ALTER b TYPE floats USING b::floats",
  "ALTER TABLE t ALTER b TYPE int4range USING b::int4range, ALTER v TYPE date USING v::date",
  "ALTER TABLE t ALTER b TYPE interval USING b::interval, ALTER v TYPE pair USING v::pair",
  "ALTER TABLE t ALTER a TYPE mood USING a::text::mood",
  "ALTER TABLE t ALTER ns TYPE few USING ns[1]",
  "ALTER TABLE t ALTER ns TYPE int USING ns[1], ADD UNIQUE (ns)",
  "ALTER DOMAIN amount ADD CHECK (VALUE > 0)",
  "ALTER DOMAIN amount ADD CHECK (VALUE IS NOT NULL AND VALUE < 3)",
  "ALTER DOMAIN amount ADD CHECK (VALUE > 0); ALTER TABLE t ALTER a TYPE amount",
  "ALTER TABLE t ALTER b TYPE int USING b::int, ADD CHECK (b > 0), ADD UNIQUE (b)",
];

const small = fc.integer({ min: -1, max: 3 });
const text = fc.constantFrom(
  ..."a A b abcd abcde 1 01 -5 99 999.9 99.95 1e2 .5 1. 5000000000 t FALSE of o sad ok".split(" "),
  ..."a0eebc999c0b4ef8bb6d6bb9bd380a11 {a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11} {a0eebc999c0b4ef8bb6d6bb9bd380a11".split(
    " ",
  ),
  ...["", " ", " 7 ", "\t7\n", "abcd  ", "abc de", "NaN", "Infinity", "+3", "--3", "1 2"],
  ...["[1,3)", "[3,1]", "empty", "1 day", "(1,a)"],
);
const numbers = [
  "0",
  "1.5",
  "-999.994",
  "999.995",
  "1000",
  "0.0094",
  "0.0995",
  "1e30",
  "NaN",
  "Infinity",
  "2147483647.4",
  "2147483647.5",
];
const floats = [
  ...numbers,
  "32767.5",
  "-32768.5",
  "9223372036854775807",
  "-9223372036854775808",
  "1e300",
  "1e-300",
  "3.4028235e38",
  "3.4028236e38",
];
const bigs = ["0", "-2147483648", "2147483648", "9999", "10000", "-9999"];
const label = fc.constantFrom("sad", "ok", "glad");
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 5 });

const row = fc.record({
  a: orNull(small),
  b: orNull(text),
  n: orNull(fc.constantFrom(...numbers)),
  f: orNull(fc.constantFrom(...floats)),
  big: orNull(fc.constantFrom(...bigs)),
  m: orNull(label),
  ms: orNull(fc.array(orNull(label), { maxLength: 2 })),
  d: orNull(small),
  x: orNull(small),
  y: orNull(small),
  span: orNull(fc.constantFrom("empty", "[1,3)", "[2,4)", "[5,6)")),
  v: orNull(fc.constantFrom("abcd", "abcd ", "abcde", "", "2024-01-01", "2024-02-30", "(1,a)", "(a,1)")),
  j: orNull(
    fc.constantFrom<unknown>(0, 1, 1.4, 99999, 5e9, true, "1", [1], {}, { x: 1, y: "ok" }, { x: "a" }),
  ),
  ns: orNull(fc.array(orNull(small), { maxLength: 2 })),
  bits: orNull(fc.constantFrom("", "1", "10", "100")),
  ip: orNull(fc.constantFrom("127.0.0.1", "10.0.0.0/8", "10.0.0.1/8", "::1")),
});

let databases: readonly TestDatabase[];
let live: pg.Client;
let target: pg.Client;
/** What `live` holds, before every test and after it. */
let from: FactBase;

beforeAll(async () => {
  await loadParser();
  databases = [await createTestDatabase(), await createTestDatabase()];
  [live, target] = databases.map(({ url }) => new pg.Client({ connectionString: url })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([live.connect(), target.connect()]);
  await live.query(
    `SET client_min_messages = warning; DROP SCHEMA public; CREATE SCHEMA public; ${before} INSERT INTO parents VALUES (1, 1), (2, 2)`,
  );
  from = await readFacts(live);
});

afterAll(async () => {
  await Promise.all([live.end(), target.end()]);
  for (const database of databases) await database.drop();
});

test.each(changes)("%s", async (change) => {
  await target.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${before} ${change}`);
  const to = await readFacts(target);
  const steps = shapeSteps({ actions: planActions(from, to), from, to, serverVersion });

  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
      await live.query("BEGIN; TRUNCATE t");
      try {
        await insert(rows);
        const found = await keysInTheWay(steps);
        const failure = await trial(steps);
        expect({ found, succeeds: found.length === 0 }).toEqual({ found, succeeds: failure === undefined });

        await live.query("DELETE FROM t WHERE id::text = ANY($1)", [found]);
        expect(await trial(steps)).toBeUndefined();
      } finally {
        await live.query("ROLLBACK");
      }
    }),
    { numRuns: 20 },
  );
});

async function insert(rows: readonly object[]): Promise<void> {
  const values = JSON.stringify(rows.map((each, index) => ({ id: index + 1, ...each })));
  await live.query("INSERT INTO t SELECT * FROM json_populate_recordset(NULL::t, $1)", [values]);
}

async function keysInTheWay(steps: readonly Step[]): Promise<string[]> {
  const keys: string[] = [];
  for (const { sql, prepare } of steps.flatMap(({ preflight = [] }) => preflight)) {
    const rows = await ask(live, sql, prepare);
    keys.push(...rows.map(([key]) => String(key)));
  }
  return keys;
}

/** What PostgreSQL says to the steps; undefined when it runs them. Nothing of it stays. */
async function trial(steps: readonly Step[]): Promise<string | undefined> {
  await live.query("SAVEPOINT trial");
  try {
    for (const { sql } of steps) await live.query(sql);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await live.query("ROLLBACK TO SAVEPOINT trial");
  }
}

async function readFacts(client: pg.Client): Promise<FactBase> {
  const scope = { stateSchema: "varve", manage: wholeDatabase, include: [], exclude: [] };
  return projectScope(await extractCatalog(client), scope).facts;
}

const bounds = [
  ["RANGE (a)", "FROM (1) TO (3)"],
  ["RANGE (a)", "FROM (MINVALUE) TO (2)"],
  ["RANGE (a, b)", "FROM (1, 2) TO (2, 1)"],
  ["RANGE (a, b)", "FROM (1, MINVALUE) TO (2, MAXVALUE)"],
  ["RANGE (a, b)", "FROM (1, MAXVALUE) TO (3, MINVALUE)"],
  ["RANGE (a, ((b + 1)))", "FROM (MINVALUE, MINVALUE) TO (2, 2)"],
  ["LIST (a)", "IN (1, 3)"],
  ["LIST (a)", "IN (NULL)"],
  ["LIST (((a + b)))", "IN (2, NULL)"],
] as const;

test.each(bounds)(
  "a partition BY %s holds the rows FOR VALUES %s says, and no others",
  async (key, bound) => {
    await target.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await target.query(`CREATE TABLE p (a int, b int) PARTITION BY ${key}`);
    await target.query(
      `CREATE TABLE inside PARTITION OF p FOR VALUES ${bound}; CREATE TABLE rest PARTITION OF p DEFAULT`,
    );
    await target.query(
      "INSERT INTO p SELECT nullif(x, 4), nullif(y, 4) FROM generate_series(0, 4) x, generate_series(0, 4) y",
    );
    const facts = await readFacts(target);
    const { partitionKey } = facts.get({ kind: "table", schema: "public", name: "p" })?.payload ?? {};
    const definition = facts.get({ kind: "table", schema: "public", name: "inside" })?.payload.partitionBound;
    const sql = `CREATE TABLE inside PARTITION OF p ${definition}`;
    const [statement] = parseStatements(sql);
    const spec =
      statement !== undefined && "CreateStmt" in statement.node && statement.node.CreateStmt.partbound;

    const condition = boundCondition(partitionKeyOf(String(partitionKey)), spec || {}, sql);

    const { rows } = await target.query(
      `SELECT tableoid::regclass::text AS home, coalesce(${condition}, false) AS belongs FROM p`,
    );
    expect(rows.filter(({ home, belongs }) => (home === "inside") !== belongs)).toEqual([]);
  },
);
