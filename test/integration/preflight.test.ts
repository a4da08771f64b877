// Every preflight against the statement it speaks for: the rows it finds are those that PostgreSQL refuses.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { ask } from "../../src/database/ask.ts";
import {
  extractCatalog,
  type FactBase,
  planActions,
  projectScope,
  wholeDatabase,
} from "../../src/engine/index.ts";
import type { Preflight } from "../../src/plan/preflight.ts";
import { type Step, shapeSteps } from "../../src/plan/steps.ts";
import { loadParser } from "../../src/sql/parser.ts";
import { createTestDatabase, serverVersion, type TestDatabase } from "../support/database.ts";

interface Case {
  /** The schema before, with rows. */
  readonly before: string;
  /** Makes the schema after out of the schema before, without its rows. */
  readonly change: string;
  /** The message of every preflight, with the keys it finds. */
  readonly finds: Readonly<Record<string, readonly string[]>>;
  /** Takes the rows out of the way. */
  readonly mend: string;
  /** Default: all. */
  readonly since?: number;
}

const users = "CREATE TABLE users (id int PRIMARY KEY, name text, age int);";
const orders = `
  CREATE TABLE customers (region int, id int, PRIMARY KEY (region, id));
  CREATE TABLE orders (id int PRIMARY KEY, region int, customer int);
  INSERT INTO customers VALUES (1, 1);
  INSERT INTO orders VALUES (1, 1, 1), (2, 1, 9), (3, NULL, 9), (4, NULL, NULL);`;

const cases: Record<string, Case> = {
  "NULLs in a column that becomes NOT NULL": {
    before: `${users} INSERT INTO users VALUES (1, 'a', 1), (2, NULL, 2), (3, NULL, 3)`,
    change: "ALTER TABLE users ALTER name SET NOT NULL",
    finds: { "users.name is NULL": ["2", "3"] },
    mend: "UPDATE users SET name = '' WHERE name IS NULL",
  },
  "rows of a table with a composite key, and one without any": {
    before: `CREATE TABLE pairs (a int, b text, c int, PRIMARY KEY (a, b)); INSERT INTO pairs VALUES (1, 'x y', NULL);
      CREATE TABLE plain (c int); INSERT INTO plain VALUES (1), (NULL)`,
    change: "ALTER TABLE pairs ALTER c SET NOT NULL; ALTER TABLE plain ALTER c SET NOT NULL",
    finds: { "pairs.c is NULL": ['(1,"x y")'], "plain.c is NULL": ["(0,2)"] },
    mend: "UPDATE pairs SET c = 1; UPDATE plain SET c = 1",
  },
  "nulls of JSON in a column that holds one value, and arrays in what becomes an hstore": {
    before: `CREATE EXTENSION hstore; CREATE TABLE notes (id int PRIMARY KEY, day jsonb NOT NULL, pairs jsonb);
      INSERT INTO notes VALUES (1, 'null', '{"a": [1]}'), (2, '"2024-01-01"', '{"a": 1}'), (3, '"2024-01-01"', '5')`,
    change: "ALTER TABLE notes ALTER day TYPE date USING NULL, ALTER pairs TYPE hstore USING NULL",
    finds: {
      "notes.day is a null of JSON": ["1"],
      "notes.day is no date": [],
      "notes.pairs is a JSON that is no object, or has an array within": ["1", "3"],
    },
    mend: "DELETE FROM notes WHERE id <> 2",
    // Before, nobody can be asked which texts are dates.
    since: 16,
  },
  "a new column that must have a value": {
    before: `${users} INSERT INTO users VALUES (1), (2)`,
    change: "ALTER TABLE users ADD plan text NOT NULL, ADD n serial, ADD m int NOT NULL DEFAULT 1",
    finds: { "users has rows, and its new column plan has no value for them": ["1", "2"] },
    mend: "DELETE FROM users",
  },
  "duplicates under a unique constraint": {
    before: `${users} INSERT INTO users VALUES (1, 'a', 1), (2, 'a', 1), (3, 'a', 2), (4, 'b', NULL), (5, 'b', NULL)`,
    change: "ALTER TABLE users ADD CONSTRAINT one UNIQUE (name, age) INCLUDE (id)",
    finds: { "users has rows that one allows only once": ["1", "2"] },
    mend: "DELETE FROM users WHERE id = 2",
  },
  "duplicates under a constraint that takes NULLs for equal": {
    before: `${users} INSERT INTO users VALUES (1, 'a', 1), (4, 'b', NULL), (5, 'b', NULL)`,
    change: "ALTER TABLE users ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (name, age)",
    finds: { "users has rows that one allows only once": ["4", "5"] },
    mend: "DELETE FROM users WHERE id = 5",
  },
  "duplicates under a unique index over expressions, for some rows": {
    before: `${users} INSERT INTO users VALUES (1, 'a', 1), (2, 'A', 1), (3, 'x', 5), (4, 'X', 5)`,
    change: `CREATE UNIQUE INDEX one ON users (lower(name) COLLATE "C" DESC, (age + 1)) WHERE age < 3`,
    finds: { "users has rows that one allows only once": ["1", "2"] },
    mend: "DELETE FROM users WHERE id = 2",
  },
  "duplicates in a partitioned table": {
    before: `CREATE TABLE logs (id int, k int) PARTITION BY LIST (k);
      CREATE TABLE logs_1 PARTITION OF logs FOR VALUES IN (1); CREATE TABLE logs_2 PARTITION OF logs FOR VALUES IN (2);
      INSERT INTO logs VALUES (1, 1), (1, 2), (2, 2), (2, 2)`,
    change: "ALTER TABLE logs ADD PRIMARY KEY (id, k)",
    finds: {
      "logs.id is NULL": [],
      "logs.k is NULL": [],
      "logs has rows that logs_pkey allows only once": ["logs_2 (0,2)", "logs_2 (0,3)"],
    },
    mend: "DELETE FROM logs WHERE id = 2",
  },
  "new columns under a unique constraint": {
    before: `${users} INSERT INTO users VALUES (1, 'a', 1), (2, 'A', 2)`,
    change: `ALTER TABLE users ADD none text UNIQUE, ADD own uuid DEFAULT gen_random_uuid() UNIQUE,
      ADD same int DEFAULT 7 UNIQUE, ADD low text GENERATED ALWAYS AS (lower(name)) STORED UNIQUE`,
    finds: {
      "users has rows that users_same_key allows only once": ["1", "2"],
      "users has rows that users_low_key allows only once": ["1", "2"],
    },
    mend: "DELETE FROM users WHERE id = 2",
  },
  "rows that a check refuses": {
    before: `${users} INSERT INTO users VALUES (1, 'a', -1), (2, 'b', 1), (3, 'c', NULL)`,
    change:
      "ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0), ADD CONSTRAINT later CHECK (age > 5) NOT VALID",
    finds: { "users breaks the check grown": ["1"] },
    mend: "DELETE FROM users WHERE id = 1",
  },
  "a check that is validated": {
    before: `${users} INSERT INTO users VALUES (1, 'a', -1); ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID`,
    change: "ALTER TABLE users VALIDATE CONSTRAINT grown",
    finds: { "users breaks the check grown": ["1"] },
    mend: "DELETE FROM users",
  },
  "a check over a column whose type changes": {
    before: `${users} INSERT INTO users VALUES (1, '5', 1), (2, '-5', 2), (3, 'x', 3)`,
    change: "ALTER TABLE users ALTER name TYPE int USING name::int, ADD CONSTRAINT positive CHECK (name > 0)",
    finds: { "users.name is no integer": ["3"], "users breaks the check positive": ["2"] },
    mend: "DELETE FROM users WHERE id > 1",
  },
  orphans: {
    before: orders,
    change: "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (region, customer) REFERENCES customers",
    finds: { "orders (region, customer) refers to no row of customers": ["2"] },
    mend: "DELETE FROM orders WHERE id = 2",
  },
  "orphans, and keys that are half NULL": {
    before: orders,
    change:
      "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (region, customer) REFERENCES customers MATCH FULL",
    finds: { "orders (region, customer) refers to no row of customers": ["2", "3"] },
    mend: "DELETE FROM orders WHERE id IN (2, 3)",
  },
  "orphans by the equality of a type from an extension, in a schema that is not searched": {
    before: `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE tags (name ext.citext PRIMARY KEY);
      CREATE TABLE uses (id int PRIMARY KEY, tag ext.citext); INSERT INTO tags VALUES ('Red'); INSERT INTO uses VALUES (1, 'red'), (2, 'blue')`,
    change: "ALTER TABLE uses ADD FOREIGN KEY (tag) REFERENCES tags",
    finds: { "uses (tag) refers to no row of tags": ["2"] },
    mend: "DELETE FROM uses WHERE id = 2",
  },
  "orphans that are allowed for now": {
    before: orders,
    change:
      "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (region, customer) REFERENCES customers NOT VALID",
    finds: {},
    mend: "",
  },
  "orphans of a table in itself, and of a new one": {
    before: `${users} INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 7), (3, 'c', NULL)`,
    change: `ALTER TABLE users ADD CONSTRAINT self FOREIGN KEY (age) REFERENCES users;
      CREATE TABLE ages (age int PRIMARY KEY); ALTER TABLE users ADD CONSTRAINT other FOREIGN KEY (age) REFERENCES ages`,
    finds: {
      "users (age) refers to no row of users": ["2"],
      "users (age) refers to no row of ages": ["1", "2"],
    },
    mend: "UPDATE users SET age = NULL",
  },
  "rows that exclude each other": {
    before: `CREATE EXTENSION btree_gist; CREATE TABLE stays (id int PRIMARY KEY, room int, days int4range);
      INSERT INTO stays VALUES (1, 1, '[1,5)'), (2, 1, '[4,9)'), (3, 2, '[1,9)'), (4, 1, '[9,10)')`,
    change:
      "ALTER TABLE stays ADD CONSTRAINT free EXCLUDE USING gist (room WITH =, days WITH &&) WHERE (id < 100)",
    finds: { "stays has rows that free does not allow beside each other": ["1", "2"] },
    mend: "DELETE FROM stays WHERE id = 1",
  },
  "rows that overlap in time": {
    since: 18,
    before: `CREATE EXTENSION btree_gist; CREATE TABLE stays (room int, days int4range NOT NULL);
      INSERT INTO stays VALUES (1, '[1,5)'), (1, '[4,9)'), (2, '[1,9)'), (1, '[9,10)')`,
    change: "ALTER TABLE stays ADD CONSTRAINT free UNIQUE (room, days WITHOUT OVERLAPS)",
    finds: { "stays has rows that free does not allow beside each other": ["(0,1)", "(0,2)"] },
    mend: "DELETE FROM stays WHERE days = '[1,5)'",
  },
  "an enum's value that is removed": {
    before: `CREATE TYPE mood AS ENUM ('sad', 'ok', 'so''so'); CREATE TABLE people (id int PRIMARY KEY, m mood, ms mood[]);
      INSERT INTO people VALUES (1, 'sad', '{}'), (2, 'so''so', '{ok}'), (3, NULL, '{ok,"so''so"}')`,
    change: `ALTER TABLE people ALTER m TYPE text, ALTER ms TYPE text[]; DROP TYPE mood; CREATE TYPE mood AS ENUM ('ok', 'sad');
      ALTER TABLE people ALTER m TYPE mood USING m::mood, ALTER ms TYPE mood[] USING ms::mood[]`,
    finds: {
      "people.m is 'so''so'": ["2"],
      "people.ms is an array with an element that is 'so''so'": ["3"],
    },
    mend: "DELETE FROM people WHERE id > 1",
  },
  "text that is to be an enum": {
    before: `${users} INSERT INTO users VALUES (1, 'ok', 1), (2, 'no', 2), (3, NULL, 2)`,
    change: "CREATE TYPE mood AS ENUM ('ok'); ALTER TABLE users ALTER name TYPE mood USING name::mood",
    finds: { "users.name is none of 'ok'": ["2"] },
    mend: "DELETE FROM users WHERE id = 2",
  },
  "values too long, too large, too precise": {
    before: `CREATE TABLE v (id int PRIMARY KEY, s text, b bigint, n numeric, a text[]);
      INSERT INTO v VALUES (1, 'abc  ', 1, 99.994, '{ab}'), (2, 'abcd', 3000000000, 99.995, '{ab,abcd}'), (3, NULL, NULL, 'NaN', NULL)`,
    change:
      "ALTER TABLE v ALTER s TYPE varchar(3), ALTER b TYPE int, ALTER n TYPE numeric(4, 2), ALTER a TYPE varchar(3)[]",
    finds: {
      "v.s is longer than 3 characters": ["2"],
      "v.b is beyond the range of integer": ["2"],
      "v.n is too large for numeric(4,2)": ["2"],
      "v.a is an array with an element that is longer than 3 characters": ["2"],
    },
    mend: "DELETE FROM v WHERE id = 2",
  },
  "text that another type can't read": {
    before: `CREATE TABLE v (id int PRIMARY KEY, i text, n text, b text, u text);
      INSERT INTO v VALUES (1, ' 42 ', '1e3', 'yes', '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'),
        (2, '9999999999', '1,5', 'maybe', 'a0eebc99'), (3, '', '.', '', '')`,
    change: `ALTER TABLE v ALTER i TYPE int USING i::int, ALTER n TYPE numeric USING n::numeric, ALTER b TYPE boolean USING b::boolean,
      ALTER u TYPE uuid USING u::uuid`,
    finds: {
      "v.i is no integer": ["2", "3"],
      "v.n is no numeric": ["2", "3"],
      "v.b is no boolean": ["2", "3"],
      "v.u is no uuid": ["2", "3"],
    },
    mend: "DELETE FROM v WHERE id > 1",
  },
  "values whose text no type of one's own reads, nor a name": {
    since: 16,
    before: `CREATE TYPE pair AS (x int, y text); CREATE TYPE span AS RANGE (subtype = float8);
      CREATE TABLE v (id int PRIMARY KEY, p text, s text, i inet, r text, b boolean);
      INSERT INTO v VALUES (1, '(1,a)', '[1,2)', NULL, 'pg_class', NULL), (2, '(a,1)', '[2,1)', '127.0.0.1', 'a.b.c.d', true), (3, NULL, NULL, NULL, 'nowhere', NULL)`,
    change: `ALTER TABLE v ALTER p TYPE pair USING p::pair, ALTER s TYPE span USING s::span, ALTER i TYPE regclass USING i::text::regclass,
      ALTER r TYPE regclass USING r::regclass, ALTER b TYPE timestamptz USING b::text::timestamptz`,
    finds: {
      "v.p is no public.pair": ["2"],
      "v.s is no public.span": ["2"],
      "v.i is no regclass": ["2"],
      "v.r is no regclass": ["2", "3"],
      "v.b is no timestamp with time zone": ["2"],
    },
    mend: "DELETE FROM v WHERE id > 1",
  },
  "text that is no time and no document": {
    since: 16,
    before: `CREATE TABLE v (id int PRIMARY KEY, t text, j text); INSERT INTO v VALUES (1, '2024-02-29', '{}'), (2, '2023-02-29', '{')`,
    change: "ALTER TABLE v ALTER t TYPE date USING t::date, ALTER j TYPE jsonb USING j::jsonb",
    finds: { "v.t is no date": ["2"], "v.j is no jsonb": ["2"] },
    mend: "DELETE FROM v WHERE id = 2",
  },
  "documents whose elements no array of that type takes": {
    before: `CREATE TABLE v (id int PRIMARY KEY, j jsonb, k json, t json);
      INSERT INTO v VALUES (1, '[1, null]', '["ok"]', '[["a"], ["b"]]'), (2, '["x"]', '["no"]', '{"a": [[1], [2, 3]]}'),
        (3, '1.5', '"ok"', '[[["a"]], [["b", "c"]]]'), (4, NULL, NULL, NULL), (5, '[]', 'null', '["a", ["b"]]'), (6, '[[1, 2], [3, 4]]', '[]', '[]')`,
    change: `CREATE TYPE mood AS ENUM ('ok');
      ALTER TABLE v ALTER j TYPE int[] USING NULL, ALTER k TYPE mood[] USING NULL, ALTER t TYPE text[] USING NULL`,
    finds: {
      "v.j is a JSON of arrays that are not of one length, or with a value that is no integer": ["2", "3"],
      "v.k is a JSON of arrays that are not of one length, or with a value that is none of 'ok'": ["2"],
      "v.t is a JSON of arrays that are not of one length": ["3", "5"],
    },
    mend: "DELETE FROM v WHERE id IN (2, 3, 5)",
  },
  "values that become equal": {
    before: `CREATE TABLE v (id int PRIMARY KEY, at timestamp UNIQUE, code text UNIQUE);
      INSERT INTO v VALUES (1, '2024-01-01 10:00', '1'), (2, '2024-01-01 11:00', '01'), (3, '2024-01-02', '3')`,
    change: "ALTER TABLE v ALTER at TYPE date, ALTER code TYPE int USING code::int",
    finds: {
      "v.code is no integer": [],
      "v has rows that v.v_at_key allows only once": ["1", "2"],
      "v has rows that v.v_code_key allows only once": ["1", "2"],
    },
    mend: "DELETE FROM v WHERE id = 2",
  },
  "values that a domain refuses": {
    before: `CREATE DOMAIN amount AS int; CREATE DOMAIN price AS amount;
      CREATE TABLE v (id int PRIMARY KEY, a amount, p price, i int);
      INSERT INTO v VALUES (1, 1, 1, 1), (2, -1, 1, 1), (3, 1, -1, 1), (4, 1, NULL, -1)`,
    change: `ALTER DOMAIN amount ADD CONSTRAINT positive CHECK (VALUE > 0); ALTER TABLE v ALTER i TYPE amount`,
    finds: {
      "v.i breaks the constraint amount.positive": ["4"],
      "v.a breaks the constraint amount.positive": ["2"],
      "v.p breaks the constraint amount.positive": ["3"],
    },
    mend: "DELETE FROM v WHERE id > 1",
  },
  "NULLs in the columns of a domain that becomes NOT NULL": {
    before: `CREATE DOMAIN amount AS int; CREATE DOMAIN price AS amount; CREATE TABLE v (id int PRIMARY KEY, a amount, p price);
      INSERT INTO v VALUES (1, NULL, 1), (2, 1, NULL)`,
    change: "ALTER DOMAIN price SET NOT NULL",
    finds: { "v.p is NULL": ["2"] },
    mend: "DELETE FROM v WHERE id = 2",
  },
  "a new column of a domain that takes no NULL": {
    before: `CREATE DOMAIN filled AS text CHECK (VALUE IS NOT NULL); CREATE TABLE v (id int PRIMARY KEY); INSERT INTO v VALUES (1)`,
    change: "ALTER TABLE v ADD f filled",
    finds: { "v.f breaks the constraint filled.filled_check": ["1"] },
    mend: "DELETE FROM v",
  },
  "rows of the default partition that a new one claims": {
    before: `CREATE TABLE days (id int, at date) PARTITION BY RANGE (at); CREATE TABLE other PARTITION OF days DEFAULT;
      INSERT INTO days VALUES (1, '2024-12-31'), (2, '2025-01-01'), (3, NULL);
      CREATE TABLE words (w text) PARTITION BY LIST (lower(w)); CREATE TABLE rest PARTITION OF words DEFAULT;
      INSERT INTO words VALUES ('B'), ('A'), (NULL)`,
    change: `TRUNCATE days, words; CREATE TABLE y2024 PARTITION OF days FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
      CREATE TABLE first PARTITION OF words FOR VALUES IN ('a', NULL)`,
    finds: {
      "other has rows that belong into the new partition y2024": ["(0,1)"],
      "rest has rows that belong into the new partition first": ["(0,2)", "(0,3)"],
    },
    mend: "DELETE FROM days; DELETE FROM words",
  },
  "nothing, where a key is only made longer or another foreign key holds already": {
    before: `${orders} ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES orders;
      ALTER TABLE orders ADD CONSTRAINT grown CHECK (id > 0)`,
    change: `ALTER TABLE orders DROP CONSTRAINT fk, DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
      ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES orders ON DELETE CASCADE, ADD UNIQUE (region, id);
      ALTER TABLE orders ALTER id TYPE bigint`,
    finds: {},
    mend: "",
  },
};

let databases: { live: TestDatabase; target: TestDatabase };
let live: pg.Client;
let target: pg.Client;

beforeAll(async () => {
  await loadParser();
  databases = { live: await createTestDatabase(), target: await createTestDatabase() };
  live = new pg.Client({ connectionString: databases.live.url });
  target = new pg.Client({ connectionString: databases.target.url });
  await Promise.all([live.connect(), target.connect()]);
  for (const client of [live, target]) await client.query("SET client_min_messages = warning");
});

afterAll(async () => {
  await Promise.all([live.end(), target.end()]);
  await databases.live.drop();
  await databases.target.drop();
});

const relevant = Object.entries(cases).filter(([, { since = 0 }]) => serverVersion >= since);

test.each(relevant)("finds %s", async (_, { before, change, finds, mend }) => {
  await makeChange({ before, change });
  const [from, to] = [await readFacts(live), await readFacts(target)];
  const steps = shapeSteps({ actions: planActions(from, to), from, to, serverVersion });
  const preflight = steps.flatMap((step) => step.preflight ?? []);

  expect(await runPreflight(preflight)).toEqual(finds);
  if (Object.values(finds).flat().length > 0) expect(await apply(steps)).not.toBe("applied");

  await live.query(mend);
  expect(Object.values(await runPreflight(preflight)).flat()).toEqual([]);
  expect(await apply(steps)).toBe("applied");
});

test("finds rows that none of the partitions takes which a table gets", async () => {
  const before = `CREATE TABLE days (id int PRIMARY KEY, at date, kind text);
    INSERT INTO days VALUES (1, '2025-06-01', 'a'), (2, '2026-06-01', 'a'), (3, '2025-06-01', 'b'), (4, NULL, 'a'), (5, '2024-06-01', 'c')`;
  const change = `DROP TABLE days; CREATE TABLE days (id int, at date, kind text) PARTITION BY RANGE (at);
    CREATE TABLE y2024 PARTITION OF days FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
    CREATE TABLE y2025 PARTITION OF days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
    CREATE TABLE y2025_a PARTITION OF y2025 FOR VALUES IN ('a')`;

  await makeChange({ before, change });
  const { preflight, up } = await diff({ from: databases.live.url, to: databases.target.url });

  expect(await runPreflight(preflight)).toEqual({
    "days has rows that none of its partitions takes": ["2", "3", "4"],
  });
  await live.query("DELETE FROM days WHERE id IN (2, 3, 4)");
  expect(await apply(up)).toBe("applied");
});

test("counts the rows of what becomes a partition among those that a foreign key may refer to", async () => {
  const before = `CREATE TABLE days (at date, id int, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
    CREATE TABLE y2024 PARTITION OF days FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE y2025 (at date, id int, PRIMARY KEY (at, id)); CREATE TABLE notes (id int PRIMARY KEY, at date, day int);
    INSERT INTO days VALUES ('2024-02-02', 1); INSERT INTO y2025 VALUES ('2025-02-02', 1);
    INSERT INTO notes VALUES (1, '2024-02-02', 1), (2, '2025-02-02', 1), (3, '2025-02-02', 2)`;
  const change = `TRUNCATE days, y2025, notes; ALTER TABLE notes ADD FOREIGN KEY (at, day) REFERENCES days;
    ALTER TABLE days ATTACH PARTITION y2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`;

  await makeChange({ before, change });
  const { preflight, up } = await diff({ from: databases.live.url, to: databases.target.url });

  expect(await runPreflight(preflight)).toMatchObject({ "notes (at, day) refers to no row of days": ["3"] });
  await live.query("DELETE FROM notes WHERE id = 3");
  expect(await apply(up)).toBe("applied");
});

test("asks about renamed tables and columns under their old names", async () => {
  const before = `${users} INSERT INTO users VALUES (1, NULL, 1), (2, 'b', 2), (3, 'c', 2)`;
  const change = `ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME name TO nick;
    ALTER TABLE people ALTER nick SET NOT NULL, ADD CHECK (nick <> 'b'), ADD CONSTRAINT same_age UNIQUE (age)`;

  await makeChange({ before, change });
  const rename = ["users:people", "people.name:people.nick"];
  const { preflight, up } = await diff({ from: databases.live.url, to: databases.target.url, rename });

  expect(await runPreflight(preflight)).toEqual({
    "users.name is NULL": ["1"],
    "users breaks the check people_nick_check": ["2"],
    "users has rows that same_age allows only once": ["2", "3"],
  });
  await live.query("UPDATE users SET name = 'x', age = id");
  expect(await apply(up)).toBe("applied");
});

test("leaves out a query that only the change makes possible; the hazard stays", async () => {
  const before = `CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE users (id int, mood mood); INSERT INTO users VALUES (1, 'sad')`;
  const change = `ALTER TYPE mood ADD VALUE 'glad'; ALTER TABLE users ADD CHECK (mood::text <> 'glad')`;
  const check = `ALTER TABLE users ADD CONSTRAINT not_glad CHECK (mood <> 'glad')`;

  await makeChange({ before, change });
  await target.query(check);
  const { preflight, hazards } = await diff({ from: databases.live.url, to: databases.target.url });

  expect(preflight.map(({ message }) => message)).toEqual(["users breaks the check users_mood_check"]);
  expect(hazards.map(({ code, object }) => `${code} ${object}`)).toContain("ROWS_IN_THE_WAY users.not_glad");
});

test("brings the function that a new check calls", async () => {
  const before = `${users} INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 2)`;
  const change = `CREATE SCHEMA numbers; CREATE DOMAIN numbers.small AS int CHECK (VALUE < 10);
    CREATE FUNCTION numbers.is_odd(numbers.small) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 2 = 1';
    ALTER TABLE users ADD CHECK (numbers.is_odd(age))`;

  await makeChange({ before, change });
  const { preflight, up } = await diff({ from: databases.live.url, to: databases.target.url });

  expect(await runPreflight(preflight)).toEqual({ "users breaks the check users_age_check": ["2"] });
  await live.query("DELETE FROM users WHERE id = 2");
  expect(await apply(up)).toBe("applied");
});

test("a query brings along nothing that it does not stand on", async () => {
  const doubled = (factor: number) =>
    `CREATE OR REPLACE FUNCTION doubled(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * ${factor}';
     CREATE OR REPLACE VIEW ages AS SELECT ${factor} AS age`;
  const before = `${users} ${doubled(2)}; INSERT INTO users VALUES (1, 'a', NULL)`;

  await makeChange({
    before,
    change: `${doubled(3)}; ALTER TABLE users ALTER name TYPE varchar(10), ALTER age SET NOT NULL, ADD CHECK (age > 3)`,
  });
  const { preflight } = await diff({ from: databases.live.url, to: databases.target.url });

  expect(preflight.map(({ prepare }) => prepare)).toEqual([undefined, undefined, undefined]);
});

async function makeChange({ before, change }: { before: string; change: string }): Promise<void> {
  for (const client of [live, target])
    await client.query("DROP SCHEMA IF EXISTS public, ext, numbers CASCADE; CREATE SCHEMA public");
  await live.query(before);
  await target.query(before.replaceAll(/INSERT INTO [^;]*/g, ""));
  await target.query(change);
}

async function readFacts(client: pg.Client): Promise<FactBase> {
  const scope = { stateSchema: "varve", manage: wholeDatabase, include: [], exclude: [] };
  return projectScope(await extractCatalog(client), scope).facts;
}

/** The keys that each query finds. */
async function runPreflight(preflight: readonly Preflight[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { message, sql, prepare } of preflight) {
    const rows = await ask(live, sql, prepare);
    found[message] = rows.map(([key]) => String(key)).sort();
  }
  return found;
}

/** `applied`, or what PostgreSQL said; then nothing has changed. */
async function apply(steps: readonly Step[]): Promise<string> {
  await live.query("BEGIN");
  try {
    for (const { sql } of steps) await live.query(sql);
    await live.query("COMMIT");
    return "applied";
  } catch (error) {
    await live.query("ROLLBACK");
    return (error as Error).message;
  }
}
