// Rows in the way of a table that gets another parent, leaves one, or is copied to another table: found beforehand, and only those.
import pg from "pg";
import { expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { ask } from "../../src/database/ask.ts";
import { createTestDatabase } from "../support/database.ts";

interface Case {
  /** The schemas. */
  readonly before: string;
  readonly after: string;
  readonly rows: string;
  /** The message of every query that finds rows, with their keys. */
  readonly finds: Readonly<Record<string, readonly string[]>>;
  /** Takes the rows out of the way. */
  readonly mend: string;
}

const days = `CREATE TABLE days (day int PRIMARY KEY) PARTITION BY LIST (day);
  CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1); CREATE TABLE days_2 PARTITION OF days FOR VALUES IN (2);`;
const notes = "CREATE TABLE notes (id int PRIMARY KEY, day int REFERENCES days);";

const cases: Record<string, Case> = {
  "rows that refer to a partition which leaves": {
    before: `${days} ${notes}`,
    after: `CREATE TABLE days (day int PRIMARY KEY) PARTITION BY LIST (day); CREATE TABLE days_1 (day int PRIMARY KEY);
      CREATE TABLE days_2 PARTITION OF days FOR VALUES IN (2); ${notes}`,
    rows: "INSERT INTO days VALUES (1), (2); INSERT INTO notes VALUES (1, 1), (2, 2), (3, NULL)",
    finds: { "notes (day) refers to rows of days_1, which is a partition no more": ["1"] },
    mend: "DELETE FROM notes WHERE day = 1",
  },
  "rows that refer to a partition which is dropped, its own too": {
    before: `CREATE TABLE days (day int PRIMARY KEY, up int REFERENCES days) PARTITION BY LIST (day);
      CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1, 3); CREATE TABLE days_2 PARTITION OF days FOR VALUES IN (2);`,
    after: `CREATE TABLE days (day int PRIMARY KEY, up int REFERENCES days) PARTITION BY LIST (day);
      CREATE TABLE days_2 PARTITION OF days FOR VALUES IN (2);`,
    rows: "INSERT INTO days VALUES (1, NULL), (3, 1), (2, 1)",
    finds: { "days (up) refers to rows of days_1, which is a partition no more": ["2", "3"] },
    mend: "DELETE FROM days WHERE day > 1",
  },
  "rows of a new DEFAULT partition that others take": {
    before: `${days} CREATE TABLE rest (day int PRIMARY KEY);`,
    after: `${days} CREATE TABLE rest PARTITION OF days DEFAULT;`,
    rows: "INSERT INTO rest VALUES (1), (3)",
    finds: { "rest has rows outside of the bounds of the partition": ["1"] },
    mend: "DELETE FROM rest WHERE day = 1",
  },
  "rows that a partition by hash does not take": {
    before: "CREATE TABLE parts (id int) PARTITION BY HASH (id); CREATE TABLE first (id int);",
    after: `CREATE TABLE parts (id int) PARTITION BY HASH (id);
      CREATE TABLE first PARTITION OF parts FOR VALUES WITH (MODULUS 1000, REMAINDER 999);`,
    rows: "INSERT INTO first VALUES (1)",
    finds: { "first has rows outside of the bounds of the partition": ["(0,1)"] },
    mend: "TRUNCATE first",
  },
  "rows that break a check of the new parent": {
    before:
      "CREATE TABLE base (a int CONSTRAINT positive CHECK (a > 0)); CREATE TABLE child (a int, id int PRIMARY KEY);",
    after: `CREATE TABLE base (a int CONSTRAINT positive CHECK (a > 0));
      CREATE TABLE child (a int, id int PRIMARY KEY) INHERITS (base);`,
    rows: "INSERT INTO child VALUES (-1, 1), (1, 2), (NULL, 3)",
    finds: { "child breaks the check positive": ["1"] },
    mend: "DELETE FROM child WHERE a < 0",
  },
  "rows that a copied table does not take": {
    before: "CREATE TABLE t (id int, a int, b text);",
    after: `CREATE TABLE t (id int, a int NOT NULL, b varchar(2), c int NOT NULL) PARTITION BY LIST (id);
      CREATE TABLE t_rest PARTITION OF t DEFAULT;`,
    rows: "INSERT INTO t VALUES (1, NULL, 'ab'), (2, 1, 'abc')",
    finds: {
      "t.a is NULL": ["(0,1)"],
      "t has rows, and its new column c has no value for them": ["(0,1)", "(0,2)"],
      "t.b is longer than 2 characters": ["(0,2)"],
    },
    mend: "TRUNCATE t",
  },
  "rows that are copied to a partition which asks for more than its parent": {
    before:
      "CREATE TABLE owners (id int PRIMARY KEY); CREATE TABLE t (id int, a int, b int, c int, owner int);",
    after: `CREATE TABLE owners (id int PRIMARY KEY); CREATE TABLE t (id int, a int, b int, c int, owner int) PARTITION BY RANGE (id);
      CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
      CREATE TABLE t_low_1 PARTITION OF t_low (CONSTRAINT positive CHECK (a > 0)) FOR VALUES IN (1);
      CREATE TABLE t_low_rest PARTITION OF t_low DEFAULT; ALTER TABLE t_low_rest ALTER a SET NOT NULL;
      CREATE TABLE t_rest PARTITION OF t DEFAULT; CREATE UNIQUE INDEX once ON t_rest (c);
      ALTER TABLE t_rest ADD CONSTRAINT owned FOREIGN KEY (owner) REFERENCES owners;`,
    rows: `INSERT INTO owners VALUES (7);
      INSERT INTO t VALUES (1, -1, 1, 1, 9), (1, -1, 2, 1, 9), (1, NULL, 2, 1, 9), (1, NULL, 1, 1, 9),
        (20, NULL, 1, 3, 7), (21, -1, 1, 3, 9), (22, -1, 1, 4, NULL)`,
    finds: {
      "t_low_1 breaks the check positive": ["(0,1)"],
      "t_low_rest.a is NULL": ["(0,3)"],
      "t_rest has rows that once allows only once": ["(0,5)", "(0,6)"],
      "t_rest (owner) refers to no row of owners": ["(0,6)"],
    },
    mend: "TRUNCATE t",
  },
};

test.each(Object.entries(cases))("finds %s", async (_, { before, after, rows, finds, mend }) => {
  const databases = [await createTestDatabase(), await createTestDatabase()] as const;
  const [live, target] = databases.map(({ url }) => new pg.Client({ connectionString: url })) as [
    pg.Client,
    pg.Client,
  ];
  try {
    await Promise.all([live.connect(), target.connect()]);
    await live.query(`${before} ${rows}`);
    await target.query(after);
    const { up, preflight } = await diff({ from: databases[0].url, to: databases[1].url });
    const inTheWay = async () => {
      const found: Record<string, string[]> = {};
      for (const { message, sql, prepare } of preflight) {
        const keys = await ask(live, sql, prepare);
        if (keys.length > 0) found[message] = keys.map(([key]) => String(key)).sort();
      }
      return found;
    };
    const run = () => live.query(["BEGIN", ...up.map(({ sql }) => sql), "COMMIT"].join(";\n"));

    expect(await inTheWay()).toEqual(finds);
    await expect(run()).rejects.toThrow();
    await live.query("ROLLBACK");

    await live.query(mend);
    expect(await inTheWay()).toEqual({});
    await run();
  } finally {
    await Promise.all([live.end(), target.end()]);
    for (const database of databases) await database.drop();
  }
});
