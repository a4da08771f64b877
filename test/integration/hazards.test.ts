// Hazards against what PostgreSQL does: each step runs alone, and its hazards must say what the server was seen doing.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  extractCatalog,
  type FactBase,
  planActions,
  projectScope,
  wholeDatabase,
} from "../../src/engine/index.ts";
import type { Hazard } from "../../src/plan/hazard.ts";
import { type Step, shapeSteps } from "../../src/plan/steps.ts";
import { loadParser } from "../../src/sql/parser.ts";
import { createTestDatabase, serverVersion, type TestDatabase } from "../support/database.ts";

const before = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE DOMAIN amount AS int; CREATE DOMAIN price AS int CHECK (VALUE > 0); CREATE DOMAIN label AS text DEFAULT 'none';
  CREATE SEQUENCE numbers; CREATE SEQUENCE loose;
  CREATE FUNCTION fixed() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
  CREATE FUNCTION fresh() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
  CREATE TABLE parents (id int PRIMARY KEY, code int);
  CREATE TABLE t (id int PRIMARY KEY, v varchar(10), vc varchar(10) CHECK (vc <> ''), tx text, n numeric(10, 2), ts timestamp(3),
    tz timestamptz, tm time(3), net cidr, b int, m mood, ms mood[], d amount, ch char(3), arr varchar(10)[], parent int,
    other int, bin bytea, gb int, g int GENERATED ALWAYS AS (gb + 1) STORED);
  ALTER TABLE t ADD CONSTRAINT t_parent FOREIGN KEY (parent) REFERENCES parents, ADD CONSTRAINT positive CHECK (b > 0) NOT VALID,
    ADD CONSTRAINT tx_is_set CHECK (tx IS NOT NULL);
  CREATE INDEX t_tx ON t (tx);
  CREATE VIEW codes AS SELECT code FROM parents;
  CREATE TABLE plain (id int PRIMARY KEY);
  CREATE TABLE logs (k int) PARTITION BY LIST (k); CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
  INSERT INTO parents VALUES (1, 1); INSERT INTO t (id, v, vc, tx, b, parent, d) VALUES (1, 'a', 'a', 'a', 1, 1, 1);`;

/** Each with the hazards of its steps, besides those of reading, rewriting and blocking, which the server itself shows. */
const changes: Record<string, readonly string[]> = {
  "ADD c int": [],
  "ADD c int DEFAULT 5": [],
  "ADD c timestamptz NOT NULL DEFAULT now()": [],
  "ADD c date DEFAULT CURRENT_DATE": [],
  "ADD c text DEFAULT lower('A' || current_user)": [],
  "ADD c timestamptz DEFAULT clock_timestamp()": [],
  "ADD c uuid DEFAULT gen_random_uuid()": [],
  "ADD c int DEFAULT (random() * 10)::int": [],
  "ADD c int DEFAULT nextval('numbers')": [],
  "ADD c int DEFAULT fixed()": [],
  "ADD c int DEFAULT fresh()": [],
  "ADD c serial": [],
  "ADD c int GENERATED ALWAYS AS IDENTITY": [],
  "ADD c int GENERATED ALWAYS AS (b + 1) STORED": [],
  "ADD c amount DEFAULT 1": [],
  "ADD c label": [],
  "ADD c price": [],
  "ADD c price DEFAULT 1": ["ROWS_IN_THE_WAY"],
  "ADD c mood DEFAULT 'ok'": [],
  "ADD c int UNIQUE": [],
  "ADD c int CHECK (c > 0)": [],
  "ADD c int DEFAULT 1 CHECK (c > 0)": ["ROWS_IN_THE_WAY"],
  "ADD c int REFERENCES parents": [],
  "ALTER v TYPE varchar(20)": [],
  "ALTER v TYPE varchar(8)": ["ROWS_IN_THE_WAY"],
  "ALTER v TYPE varchar": [],
  "ALTER v TYPE text": [],
  "ALTER vc TYPE varchar(20)": [],
  "ALTER tx TYPE varchar": [],
  "ALTER tx TYPE varchar(50)": ["ROWS_IN_THE_WAY"],
  'ALTER tx TYPE text COLLATE "C"': [],
  'ALTER v TYPE varchar(10) COLLATE "C"': [],
  "ALTER n TYPE numeric(12, 2)": [],
  "ALTER n TYPE numeric(12, 3)": [],
  "ALTER n TYPE numeric": [],
  "ALTER n TYPE numeric(8, 2)": ["ROWS_IN_THE_WAY"],
  "ALTER n TYPE numeric(12, 1)": ["DATA_LOSS"],
  "ALTER b TYPE bigint": [],
  "ALTER b TYPE oid": [],
  "ALTER b TYPE price": ["ROWS_IN_THE_WAY"],
  "ALTER d TYPE int": [],
  "ALTER d TYPE price": ["ROWS_IN_THE_WAY"],
  "ALTER ts TYPE timestamp": [],
  "ALTER ts TYPE timestamp(6)": [],
  "ALTER ts TYPE timestamp(1)": ["DATA_LOSS"],
  "ALTER ts TYPE timestamptz": ["VALUES_CHANGED"],
  "ALTER tz TYPE date": ["DATA_LOSS", "VALUES_CHANGED"],
  "ALTER tm TYPE time(6)": [],
  "ALTER bin TYPE text USING bin::text": ["VALUES_CHANGED"],
  "ALTER net TYPE inet": [],
  "ALTER ch TYPE char(9)": [],
  "ALTER ch TYPE text": [],
  "ALTER arr TYPE varchar(20)[]": [],
  "ALTER arr TYPE text USING array_to_string(arr, ',')": ["DATA_LOSS"],
  "ALTER ms TYPE mood USING ms[1]": ["DATA_LOSS"],
  "ALTER n TYPE numeric(10, 2)[] USING ARRAY[n]": [],
  "ALTER m TYPE text": [],
  "ALTER parent TYPE bigint": ["LOCKS_OTHER_TABLE"],
  "ALTER b SET NOT NULL": ["ROWS_IN_THE_WAY"],
  "ALTER tx SET NOT NULL": ["ROWS_IN_THE_WAY"],
  "ALTER g DROP EXPRESSION": [],
  "ALTER b SET DEFAULT 3": [],
  "ADD CONSTRAINT k CHECK (other > 0)": ["ROWS_IN_THE_WAY"],
  "ADD CONSTRAINT k CHECK (other > 0) NOT VALID": [],
  "ADD CONSTRAINT k UNIQUE (other)": ["ROWS_IN_THE_WAY"],
  "ADD CONSTRAINT k FOREIGN KEY (other) REFERENCES parents": ["ROWS_IN_THE_WAY"],
  "ADD CONSTRAINT k FOREIGN KEY (other) REFERENCES parents NOT VALID": [],
  "ADD CONSTRAINT k EXCLUDE USING btree (other WITH =)": ["ROWS_IN_THE_WAY"],
  "DROP CONSTRAINT positive": ["OBJECT_DROPPED"],
  "DROP CONSTRAINT t_parent": ["LOCKS_OTHER_TABLE", "OBJECT_DROPPED"],
  "DROP parent": ["DATA_LOSS", "LOCKS_OTHER_TABLE", "OBJECT_DROPPED"],
  "DROP other": ["DATA_LOSS"],
  "DROP g": ["OBJECT_DROPPED"],
  "ENABLE ROW LEVEL SECURITY": ["ACCESS_CHANGED"],
};

const statements: Record<string, readonly string[]> = {
  "CREATE INDEX k ON t (other)": [],
  "CREATE UNIQUE INDEX k ON t (other)": ["ROWS_IN_THE_WAY"],
  "DROP INDEX t_tx": ["OBJECT_DROPPED"],
  "DROP VIEW codes": ["OBJECT_DROPPED"],
  "DROP SEQUENCE loose": ["DATA_LOSS"],
  "DROP TABLE t": ["DATA_LOSS", "LOCKS_OTHER_TABLE"],
  "ALTER TABLE plain SET UNLOGGED": ["DATA_LOSS"],
  "ALTER TYPE mood ADD VALUE 'glad'": [],
  "ALTER TABLE t VALIDATE CONSTRAINT positive": ["ROWS_IN_THE_WAY"],
};

/** Of these the server's messages do not tell enough. */
const untold: Record<string, readonly string[]> = {
  "ALTER DOMAIN amount ADD CHECK (VALUE > 0)": ["ROWS_IN_THE_WAY amount.amount_check", "TABLE_SCAN t"],
  "CREATE TABLE kids (id int PRIMARY KEY, t int REFERENCES t, name text UNIQUE CHECK (name <> ''))": [
    "LOCKS_OTHER_TABLE t",
  ],
  "CREATE TABLE logs_1 PARTITION OF logs FOR VALUES IN (1)": [
    "ROWS_IN_THE_WAY logs_1",
    "TABLE_SCAN logs_rest",
  ],
  "CREATE TABLE alone (id serial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp()); CREATE INDEX ON alone (at)":
    [],
};

const all = [
  ...Object.entries(changes).map(([change, hazards]) => [`ALTER TABLE t ${change}`, hazards] as const),
  ...Object.entries(statements),
];

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
  await live.query(`SET TimeZone = 'Europe/Rome'; DROP SCHEMA public; CREATE SCHEMA public; ${before}`);
  from = await readFacts(live);
});

afterAll(async () => {
  await Promise.all([live.end(), target.end()]);
  for (const database of databases) await database.drop();
});

describe("a step says that it reads, rewrites or blocks a table exactly when it does", () => {
  test.each(all)("%s", async (change, others) => {
    const steps = await plan(change);

    await live.query("BEGIN");
    try {
      for (const step of steps)
        expect({ [step.sql]: claims(step) }).toEqual({ [step.sql]: await observe(step) });
    } finally {
      await live.query("ROLLBACK");
    }
    const found = steps.flatMap(({ hazards }) => hazards.map(({ code }) => code));
    expect([...new Set(found.filter((code) => !observable.has(code)))].sort()).toEqual(others);
  });
});

test.each(Object.entries(untold))("%s", async (change, hazards) => {
  const steps = await plan(change);

  expect(steps.flatMap((step) => step.hazards.map(({ code, object }) => `${code} ${object}`)).sort()).toEqual(
    hazards,
  );
});

test("says what is lost, what is locked, and what to do about it", async () => {
  const [drop] = await plan("ALTER TABLE t DROP other");
  const [index] = await plan("CREATE INDEX k ON t (other)");

  expect(drop?.hazards).toEqual([
    {
      code: "DATA_LOSS",
      severity: "error",
      object: "t.other",
      message: "Drops the column t.other and what it holds; no downgrade brings that back.",
      hint: expect.stringContaining("Back it up first"),
    },
  ]);
  expect(index?.hazards).toEqual([
    {
      code: "WRITES_BLOCKED",
      severity: "warning",
      object: "k",
      message: "Nobody can write to t while k is built (SHARE).",
      hint: expect.stringContaining("CONCURRENTLY"),
    },
  ]);
});

test("the way back of a new table and a new column loses data", async () => {
  await target.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${before}
    ALTER TABLE t ADD c int; CREATE TABLE fresh_table (id int)`);
  const changed = await readFacts(target);
  const actions = planActions(changed, from);
  const steps = shapeSteps({ actions, from: changed, to: from, serverVersion });

  expect(
    steps.flatMap(({ hazards }) => hazards.map(({ code, object }) => `${code} ${object}`)).sort(),
  ).toEqual(["DATA_LOSS fresh_table", "DATA_LOSS t.c"]);
});

async function plan(change: string): Promise<Step[]> {
  await target.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${before} ${change}`);
  const to = await readFacts(target);
  return shapeSteps({ actions: planActions(from, to), from, to, serverVersion });
}

const observable = new Set<string>([
  "TABLE_REWRITE",
  "TABLE_SCAN",
  "WRITES_BLOCKED",
] satisfies Hazard["code"][]);

function claims({ hazards }: Step): string[] {
  const codes = hazards.map(({ code }) => code).filter((code) => observable.has(code));
  // A rewrite reads everything, and builds every index.
  return codes.includes("TABLE_REWRITE") ? ["TABLE_REWRITE"] : [...new Set(codes)];
}

/** What the server does for a step, told by its own debug messages and by the file of each table. */
async function observe({ sql, transactional }: Step): Promise<string[]> {
  const notices: string[] = [];
  const listen = ({ message }: { message?: string | undefined }) => notices.push(message ?? "");
  const files = () =>
    live.query(
      "SELECT oid, pg_relation_filenode(oid) FROM pg_class WHERE relkind = 'r' AND oid > 16384 ORDER BY 1",
    );
  const { rows: before } = await files();
  live.on("notice", listen);
  await live.query("SET client_min_messages = debug1");
  if (transactional) await live.query(sql);
  await live.query("RESET client_min_messages");
  live.off("notice", listen);
  const { rows: after } = await files();
  const isRewritten = before.some((file) =>
    after.some((now) => now.oid === file.oid && now.pg_relation_filenode !== file.pg_relation_filenode),
  );
  if (isRewritten) return ["TABLE_REWRITE"];
  const works = notices.filter((notice) =>
    /^(verifying table|validating foreign key|building index)/.test(notice),
  );
  if (works.length === 0) return [];
  const isIndex = sql.startsWith("CREATE") && works.every((work) => work.startsWith("building index"));
  return [isIndex ? "WRITES_BLOCKED" : "TABLE_SCAN"];
}

async function readFacts(client: pg.Client): Promise<FactBase> {
  const scope = { stateSchema: "varve", manage: wholeDatabase, include: [], exclude: [] };
  return projectScope(await extractCatalog(client), scope).facts;
}
