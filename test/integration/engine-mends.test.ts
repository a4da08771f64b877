// Each mend of the engine is still needed: the engine alone gets its pair wrong. When one of these fails, a newer engine does
// without the mend, and it can go.

import { extract } from "@supabase/pg-delta/extract";
import { plan } from "@supabase/pg-delta/plan";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { serverUrl, serverVersion } from "../support/database.ts";
import { type Change, type Ground, withGround } from "../support/law/law.ts";
import { lostRows, readRows } from "../support/law/rows.ts";
import { readSchema, schemaDifferences } from "../support/law/schema.ts";
import { sourceFiles } from "../support/sources.ts";

interface Pair {
  before: string;
  after: string;
  seed?: string;
  /** Fails when the change lost or broke what neither schema tells. */
  use?: string;
  /** Where what the engine does holds, but does more than has to be done. */
  isTooMuch?: RegExp;
  since?: number;
}

const owner = "DO $$ BEGIN CREATE ROLE law_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;";

const mends: Record<string, Pair> = {
  "catalog.ts: a domain's NOT NULL is read once": {
    since: 17,
    before: "CREATE TABLE t (a int);",
    after: "CREATE DOMAIN d AS int NOT NULL; CREATE TABLE t (a int);",
  },
  "implicit-edges.ts: a multirange is used after its range type is made": {
    before: "",
    after: "CREATE TYPE z AS RANGE (subtype = int); CREATE DOMAIN d AS z_multirange;",
  },
  "complete-fact.ts: another collation keeps the column": {
    before: "CREATE TABLE t (a text);",
    after: 'CREATE TABLE t (a text COLLATE "C");',
    seed: "INSERT INTO t VALUES ('x');",
  },
  "complete-fact.ts: the default of a domain names what it calls as it is called now": {
    before: `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DOMAIN d AS int DEFAULT f();
      ALTER FUNCTION f() RENAME TO g;`,
    after: `CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DOMAIN d AS int DEFAULT g(); CREATE TABLE t (a d);`,
    isTooMuch: /ALTER DOMAIN/,
  },
  "foundations.ts: a new table is created whole": {
    before: "CREATE TABLE s (a int);",
    after: "CREATE TABLE s (a int); CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e, b int);",
    isTooMuch: /ALTER TABLE "public"."t"\s+ADD COLUMN/,
  },
  "stages.ts: a circle of a table and a function is cut": {
    before: `CREATE TABLE t (id int PRIMARY KEY, n int);
      CREATE FUNCTION f(r t) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT r.n > 0';
      ALTER TABLE t ADD CONSTRAINT c CHECK (f(t.*));`,
    after: "",
  },
  "enum-values.ts: an enum gets a value while what is made of it is replaced": {
    before: "CREATE TYPE e AS ENUM ('a'); CREATE TYPE c AS (x e); CREATE TABLE t (v c);",
    after: "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TYPE d AS (x e); CREATE TABLE t (v d);",
  },
  "reparent.ts: a partition that moves keeps its rows": {
    before: `CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);`,
    after: `CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 2);`,
    seed: "INSERT INTO p VALUES (1);",
  },
  "types-aside.ts: a type in use makes room for the new one": {
    before: "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
    after: "CREATE DOMAIN d AS bigint; CREATE TABLE t (a d);",
  },
  "copied-tables.ts: a table gets partitions and keeps its rows": {
    before: "CREATE TABLE t (k int);",
    after: `CREATE TABLE t (k int) PARTITION BY LIST (k); CREATE TABLE t1 PARTITION OF t DEFAULT;`,
    seed: "INSERT INTO t VALUES (1);",
  },
  "traits: what the engine does not read": {
    before: "CREATE TABLE t (a text);",
    after: "CREATE TABLE t (a text); ALTER TABLE t ALTER a SET STORAGE EXTERNAL;",
  },
  "order.ts: a column is retyped after the type it gets is made": {
    before: "CREATE TABLE t (a text DEFAULT 'x');",
    after: "CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e DEFAULT 'x');",
  },
  "drop-partition.ts": {
    before: `CREATE TABLE p (k int PRIMARY KEY) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p DEFAULT;
      CREATE TABLE o (k int REFERENCES p);`,
    after: `CREATE TABLE p (k int PRIMARY KEY) PARTITION BY LIST (k); CREATE TABLE o (k int REFERENCES p);`,
  },
  "owner-order.ts: a sequence gets another owner with its table": {
    before: `${owner} CREATE TABLE t (id serial);`,
    after: `${owner} CREATE TABLE t (id serial); ALTER TABLE t OWNER TO law_owner;`,
  },
  "owned-sequence.ts: a sequence stays logged beside its table": {
    since: 15,
    before: "CREATE TABLE t (id int); CREATE SEQUENCE s OWNED BY t.id;",
    after: "CREATE UNLOGGED TABLE t (id int); CREATE SEQUENCE s OWNED BY t.id;",
  },
  "mend.ts: no default is dropped that is not there": {
    before: "CREATE TABLE t (a int);",
    after: "CREATE TABLE t (a bigint);",
    isTooMuch: /DROP DEFAULT/,
  },
  "kept-default.ts": {
    before: "CREATE TABLE t (a varchar(4) DEFAULT 'x');",
    after: "CREATE TABLE t (a varchar(9) DEFAULT 'x');",
    isTooMuch: /DEFAULT/,
  },
  "attached-room.ts: the index of a partition makes room for another of its name": {
    before: `CREATE TABLE p (k int, t text, n int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p DEFAULT; CREATE INDEX i ON p (t);`,
    after: `CREATE TABLE p (k int, t text, n int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p DEFAULT;
      CREATE INDEX p1_t_idx ON p1 (n); CREATE INDEX i ON p (t);`,
  },
  "not-null-apart.ts: a column is retyped under NOT NULLs of other names": {
    since: 18,
    before: "CREATE TABLE p (a int NOT NULL); CREATE TABLE c (a int NOT NULL) INHERITS (p);",
    after: "CREATE TABLE p (a bigint NOT NULL); CREATE TABLE c (a bigint NOT NULL) INHERITS (p);",
  },
  "inherited-owner.ts: a sequence belongs to a column that a partition has from its parent": {
    before: "CREATE TABLE p (k int) PARTITION BY LIST (k);",
    after: `CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 (k serial); ALTER TABLE p1 ALTER k DROP NOT NULL;
      ALTER TABLE p ATTACH PARTITION p1 DEFAULT;`,
  },
  "partitioned-index.ts": {
    before: `CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p DEFAULT;`,
    after: `CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p DEFAULT; CREATE INDEX i ON p (k);`,
  },
  "cast.ts": {
    before: "CREATE TABLE t (a numeric);",
    after: "CREATE TABLE t (a boolean);",
    seed: "INSERT INTO t VALUES (1);",
  },
  "element-casts.ts": {
    before: "CREATE TYPE c AS (x int); CREATE TYPE d AS (y text, x bigint); CREATE TABLE t (a c[]);",
    after: "CREATE TYPE c AS (x int); CREATE TYPE d AS (y text, x bigint); CREATE TABLE t (a d[]);",
    seed: "INSERT INTO t VALUES (ARRAY[ROW(1)::c]);",
  },
  "generated.ts: the values stay": {
    before: "CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED);",
    after: "CREATE TABLE t (a int, g int);",
    seed: "INSERT INTO t VALUES (1);",
    use: "SELECT 1 / count(g) FROM t",
  },
  "alter-policy.ts: an expression is changed in place": {
    before: "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a > 1);",
    after: "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a > 2);",
    isTooMuch: /DROP POLICY/,
  },
  "declared-generated.ts: a generated column of a new table stands in its place": {
    before: "",
    after: `CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, b int DEFAULT length('(,'));
      CREATE TABLE u (g int GENERATED ALWAYS AS (1) STORED);`,
    isTooMuch: /ADD COLUMN "g"/,
  },
  "generated.ts: a virtual column is virtual": {
    since: 18,
    before: "CREATE TABLE t (a int);",
    after: "CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) VIRTUAL);",
  },
  "identity.ts: NOT NULL before the identity": {
    before: "CREATE TABLE t (a int);",
    after: "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);",
  },
  "identity.ts: goes on behind the rows": {
    before: "CREATE TABLE t (a int PRIMARY KEY);",
    after: "CREATE TABLE t (a int PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY);",
    seed: "INSERT INTO t VALUES (1);",
    use: "INSERT INTO t DEFAULT VALUES",
  },
  "inherited-type.ts: a column that a table declares and inherits is retyped with that of its parent": {
    before: "CREATE TABLE p (a int); CREATE TABLE c (a int) INHERITS (p);",
    after: "CREATE TABLE p (a bigint); CREATE TABLE c (a bigint) INHERITS (p);",
  },
  "inheritance.ts": {
    before: "CREATE TABLE a (x int); CREATE TABLE b (y int);",
    after: "CREATE TABLE a (x int); CREATE TABLE b (y int); CREATE TABLE c () INHERITS (a, b);",
  },
  "not-null-below.ts: a table keeps the NOT NULL of a column that its parent lets go": {
    before: "CREATE TABLE p (a int NOT NULL); CREATE TABLE c (a int) INHERITS (p);",
    after: "CREATE TABLE p (a int); CREATE TABLE c (a int NOT NULL) INHERITS (p);",
  },
  "rebuild.ts: an index over rows is made again when a column of them is retyped": {
    before: `CREATE TABLE t (a int);
      CREATE FUNCTION f(t) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a > 0'; CREATE INDEX i ON t (f(t));`,
    after: `CREATE TABLE t (a bigint);
      CREATE FUNCTION f(t) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a > 0'; CREATE INDEX i ON t (f(t));`,
    seed: "INSERT INTO t VALUES (1);",
  },
  "rebuild.ts": {
    before: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TABLE t (a int);
      CREATE TRIGGER tr AFTER UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();`,
    after: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TABLE t (a bigint);
      CREATE TRIGGER tr AFTER UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();`,
  },
  "replace-view.ts": {
    before: "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t;",
    after: "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b FROM t;",
    isTooMuch: /DROP VIEW/,
  },
  "replace-view.ts: a check option comes with what allows it": {
    before: "CREATE TABLE t (a int); CREATE VIEW v AS SELECT DISTINCT a FROM t;",
    after: "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t WITH CHECK OPTION;",
    isTooMuch: /DROP VIEW/,
  },
  "replace-routine.ts": {
    before: "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';",
    after: "CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a; END';",
    isTooMuch: /DROP FUNCTION/,
  },
  "sequence-range.ts": {
    before: "CREATE SEQUENCE s;",
    after: "CREATE SEQUENCE s MINVALUE 5 START 5;",
  },
  "sequence-owner.ts": {
    before: "CREATE TABLE t (id serial PRIMARY KEY); ALTER TABLE t RENAME TO old;",
    after: "CREATE TABLE t (id serial PRIMARY KEY);",
  },
  "not-null-name.ts": {
    since: 18,
    before: "",
    after: "CREATE TABLE t (a int CONSTRAINT c NOT NULL);",
  },
  "plain-sequence.ts": {
    before: "",
    after: "CREATE SEQUENCE s;",
    isTooMuch: /MINVALUE 1/,
  },
  "unfilled.ts": {
    before: `CREATE MATERIALIZED VIEW a AS SELECT 1 AS n WITH NO DATA; CREATE MATERIALIZED VIEW b AS SELECT n FROM a WITH NO DATA;`,
    after: `CREATE MATERIALIZED VIEW a AS SELECT 1 AS n WITH NO DATA; CREATE MATERIALIZED VIEW b AS SELECT n + 1 AS m FROM a WITH NO DATA;`,
  },
  "column-grant.ts": {
    before: `${owner} CREATE TABLE t (a int); GRANT SELECT, UPDATE (a) ON t TO law_owner;`,
    after: `${owner} CREATE TABLE t (a int); GRANT DELETE, UPDATE (a) ON t TO law_owner;`,
    use: "SELECT 1 / has_column_privilege('law_owner', 't', 'a', 'UPDATE')::int",
  },
  "changed-grant.ts": {
    before: `${owner} GRANT USAGE ON SCHEMA public TO PUBLIC; CREATE TABLE t (a int); GRANT SELECT ON t TO law_owner WITH GRANT OPTION;
      SET ROLE law_owner; GRANT SELECT ON t TO PUBLIC; RESET ROLE;`,
    after: `${owner} GRANT USAGE ON SCHEMA public TO PUBLIC; CREATE TABLE t (a int); GRANT SELECT, UPDATE ON t TO law_owner WITH GRANT OPTION;
      SET ROLE law_owner; GRANT SELECT ON t TO PUBLIC; RESET ROLE;`,
  },
  "drop-table.ts": {
    before: "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);",
    after: "",
    isTooMuch: /DROP CONSTRAINT/,
  },
};

test("every pair is of a file that is there", () => {
  const files = new Set(sourceFiles().map(({ path }) => path.split("/").at(-1)));
  const named = Object.keys(mends).flatMap((name) => /^[a-z-]+\.ts/.exec(name)?.[0] ?? []);
  expect(named.filter((file) => !files.has(file))).toEqual([]);
});

test("the engine alone gets right what needs no mend", async () => {
  const pair = { before: "CREATE TABLE t (a int);", after: "CREATE TABLE t (a int, b int);", seed: "" };
  await withGround(serverUrl, async (ground) => {
    expect(await problemsOfEngine(ground, pair, pair)).toEqual([]);
  });
});

describe("the engine alone is wrong about what is mended", () => {
  for (const [name, { since = 0, ...pair }] of Object.entries(mends)) {
    test.skipIf(serverVersion < since)(name, async () => {
      await withGround(serverUrl, async (ground) => {
        const change = { ...pair, seed: pair.seed ?? "" };
        expect(await problemsOfEngine(ground, change, pair)).not.toEqual([]);
      });
    });
  }
});

async function problemsOfEngine({ live, target }: Ground, change: Change, { use, isTooMuch }: Pair) {
  await live.reset(change.before);
  await target.reset(change.after);
  const goal = await readSchema(target.client, target.url);
  await live.client.query(change.seed);
  const before = await readRows(live.client);
  try {
    const { actions } = plan(await readFacts(live.url), await readFacts(target.url));
    const tooMuch = actions.filter(({ sql }) => isTooMuch?.test(sql)).map(({ sql }) => sql);
    for (const { sql } of actions) await live.client.query(sql);
    const differences = schemaDifferences(await readSchema(live.client, live.url), goal);
    const lost = lostRows({ before, after: await readRows(live.client) });
    if (use !== undefined) await live.client.query(use);
    return [...tooMuch, ...differences, ...lost];
  } catch (error) {
    return [(error as Error).message];
  }
}

async function readFacts(url: string) {
  const pool = new pg.Pool({ connectionString: url });
  try {
    return (await extract(pool)).factBase;
  } finally {
    await pool.end();
  }
}
