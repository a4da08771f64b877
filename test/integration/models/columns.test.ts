import { expect, test } from "vitest";
import { buildFiles, readFixture } from "../../support/models.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNotNull: boolean;
  readonly expression: string | null;
}

const expected: readonly (readonly [string, string, string | null])[] = [
  ["serial", "integer", "nextval('columns_serial_seq'::regclass)"],
  ["smallserial", "smallint", "nextval('columns_smallserial_seq'::regclass)"],
  ["bigserial", "bigint", "nextval('columns_bigserial_seq'::regclass)"],
  ["integer", "integer", "'-5'::integer"],
  ["smallint", "smallint", "7"],
  ["bigint", "bigint", "'9007199254740993'::bigint"],
  ["bigintNumber", "bigint", "0"],
  ["numeric", "numeric", "1.50"],
  ["numericOf", "numeric(10,2)", "1.5"],
  ["numericNumber", "numeric(5,0)", "3"],
  ["real", "real", "1.5"],
  ["double", "double precision", "'NaN'::double precision"],
  ["boolean", "boolean", "false"],
  ["text", "text", "'it''s \\ \"x\" $1 \n é 🌲'::text"],
  ["varchar", "character varying", "''::character varying"],
  ["varcharOf", "character varying(10)", "'x'::character varying"],
  ["char", "character(3)", "'abc'::bpchar"],
  ["uuid", "uuid", "gen_random_uuid()"],
  ["uuidOf", "uuid", "'b8e53dd4-1c1d-4bb1-8b9b-b5c7a05b7b11'::uuid"],
  ["json", "json", `'["it''s"]'::json`],
  ["jsonb", "jsonb", `'{"a": "it''s", "b": [1, null], "c": "q\\"\\\\"}'::jsonb`],
  ["timestamp", "timestamp without time zone", "now()"],
  ["timestampOf", "timestamp(3) with time zone", "'2024-01-02 03:04:05.678+00'::timestamp with time zone"],
  ["timestampText", "timestamp with time zone", "'2024-01-01 00:00:00+00'::timestamp with time zone"],
  ["timestampSql", "timestamp without time zone", "(now() + '1 day'::interval)"],
  ["date", "date", "'2024-02-03'::date"],
  ["dateOf", "date", "'2024-01-02'::date"],
  ["time", "time(2) with time zone", "'10:00:00+02'::time with time zone"],
  ["interval", "interval", "'1 day'::interval"],
  ["intervalOf", "interval day to second(3)", null],
  ["inet", "inet", "'127.0.0.1'::inet"],
  ["cidr", "cidr", null],
  ["macaddr", "macaddr", null],
  ["macaddr8", "macaddr8", null],
  ["point", "point", "'(1,2)'::point"],
  ["pointOf", "point", "'(1,2)'::point"],
  ["line", "line", "'{1,2,3}'::line"],
  ["bit", "bit(3)", `'101'::"bit"`],
  ["enum", `"Mood"`, `'q"uote'::"Mood"`],
  ["enumOf", `"hidden schema"."State"`, `'off'::"hidden schema"."State"`],
  ["bytea", "bytea", "'\\x0001ff'::bytea"],
  ["custom", "tsvector", null],
  ["array", "text[]", `'{"a,b","NULL","","q\\"","\\\\","{}"}'::text[]`],
  ["arrayEmpty", "integer[]", "'{}'::integer[]"],
  ["arrayOfEnum", `"Mood"[]`, `'{it''s,"back\\\\slash"}'::"Mood"[]`],
  ["arrayOfJson", "jsonb[]", `'{"{\\"a\\": \\"x''y\\"}",[1]}'::jsonb[]`],
  ["arrayOfPoint", "point[]", `'{"(1,2)","(3,4)"}'::point[]`],
  [
    "arrayOfDate",
    "timestamp without time zone[]",
    `'{"2024-01-02 03:04:05"}'::timestamp without time zone[]`,
  ],
  ["generated", "text", "upper(text)"],
  ["client", "text", null],
];

test.each(["0.45", "1.0"] as const)(
  "every column type of Drizzle %s, and its default, is what PostgreSQL keeps",
  async (version) => {
    const { query } = await buildFiles({ "models/columns.ts": readFixture("columns.ts") }, version);

    const columns = await query<Column>(`
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS "isNotNull",
      pg_get_expr(adbin, adrelid) AS expression
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = 'columns'::regclass AND attnum > 0 ORDER BY attnum`);

    expect(columns.map(({ name, type, expression }) => [name, type, expression])).toEqual(expected);
    expect(columns.filter(({ isNotNull }) => isNotNull).map(({ name }) => name)).toEqual([
      "serial",
      "smallserial",
      "bigserial",
      "timestamp",
      "enumOf",
    ]);
  },
);
