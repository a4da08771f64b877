// The types, sequences and routines of a random schema.
import type { RandomSchema } from "./random-schema.ts";

/** What is rendered, and for which major version of PostgreSQL. */
export interface World {
  schema: RandomSchema;
  version: number;
}

export interface Type {
  sql: string;
  /** Of the n-th row, from 1. */
  value(n: number): string;
  /** What can be said of it in a check, a generated column, an index. */
  group: "number" | "text" | "enum" | "other" | "range";
  isKey: boolean;
}

const labels = ["1", "2", "3", "it''s", "5"];

export function renderTypes(world: World): string[] {
  const { enums, domains, composites, ranges } = world.schema;
  return [
    // Roles are of the server: it is there from the first schema on.
    "DO $$ BEGIN CREATE ROLE law_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    "CREATE SCHEMA app",
    ...(world.schema.extensions[0] == null ? [] : ["CREATE EXTENSION citext"]),
    "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(new, old); END $$",
    ...enums.flatMap((values, n) =>
      values === null
        ? []
        : [`CREATE TYPE e${n} AS ENUM (${values.map((value) => `'${labels[value]}'`).join(", ")})`],
    ),
    ...domains.flatMap((domain, n) => {
      if (domain === null) return [];
      const { sql, group } = typeAt(world, domain.base);
      const check = group === "number" ? "VALUE < 1000" : "VALUE IS NULL OR length(VALUE::text) < 100";
      const more = {
        plain: "",
        check: ` CHECK (${check}) CHECK (VALUE IS NOT NULL OR true)`,
        "not valid check": "",
        default: ` DEFAULT '1'`,
        "not null": " NOT NULL",
      }[domain.kind];
      return [
        `CREATE DOMAIN d${n} AS ${sql}${more}`,
        ...(domain.kind === "not valid check"
          ? [`ALTER DOMAIN d${n} ADD CONSTRAINT d${n}_late CHECK (${check}) NOT VALID`]
          : []),
      ];
    }),
    ...composites.flatMap((attributes, n) =>
      attributes === null
        ? []
        : [
            `CREATE TYPE c${n} AS (${attributes.map((type, i) => `x${i} ${typeAt(world, type % 9).sql}`).join(", ")})`,
          ],
    ),
    ...ranges.flatMap((subtype, n) =>
      subtype === null ? [] : [`CREATE TYPE r${n} AS RANGE (subtype = ${rangeSubtype(world, subtype).sql})`],
    ),
  ];
}

/** Values of a range need no more than an order. */
function rangeSubtype(world: World, n: number): Type {
  const places = [0, 1, 2, 4, 9, 8];
  return typeAt(world, places[n] as number);
}

export function renderSequences(world: World): string[] {
  return world.schema.sequences.flatMap((sequence, n) => {
    if (sequence === null) return [];
    const { increment, start, cycle, type } = sequence;
    const step = increment === 0 ? 1 : increment;
    const as = ["bigint", "integer", "smallint"][type];
    return [
      `CREATE SEQUENCE s${n} AS ${as} INCREMENT ${step} MINVALUE ${Math.min(start, 3)} START ${Math.max(start, 3)}${cycle ? " CYCLE" : ""}`,
    ];
  });
}

export function renderFunctions(world: World): string[] {
  const { functions, procedures, aggregates } = world.schema;
  return [
    ...functions.flatMap((definition, n) => {
      if (definition === null) return [];
      const { parameter, returns, body, kind, more } = definition;
      const name = ["x", "y", "x DEFAULT_1", "v"][parameter]?.split(" ")[0];
      const rest = `${parameter === 2 || more ? " DEFAULT 1" : ""}${more ? ", more integer DEFAULT 0" : ""}`;
      const result = ["integer", "bigint", "integer"][returns];
      const value = `$1 + ${body}`;
      const text = {
        sql: `LANGUAGE sql IMMUTABLE AS 'SELECT ${value}'`,
        plpgsql: `LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN ${value}; END $$`,
        atomic: `LANGUAGE sql IMMUTABLE RETURN ${value}`,
      }[kind];
      return [`CREATE FUNCTION f${n}(${name} integer${rest}) RETURNS ${result} ${text}`];
    }),
    ...aggregates.flatMap((start, n) =>
      start === null
        ? []
        : [`CREATE AGGREGATE g${n}(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '${start}')`],
    ),
    ...procedures.flatMap((body, n) =>
      body === null
        ? []
        : [`CREATE PROCEDURE p${n}(x integer) LANGUAGE plpgsql AS $$ BEGIN PERFORM ${body}; END $$`],
    ),
  ];
}

export function typeAt(world: World, n: number): Type {
  const { enums, domains, composites, ranges, extensions } = world.schema;
  const number = (sql: string): Type => ({ sql, value: (i) => String(i), group: "number", isKey: true });
  const text = (sql: string): Type => ({ sql, value: (i) => `'${i}'`, group: "text", isKey: true });
  const other = (sql: string, value: (i: number) => string, isKey = true): Type => ({
    sql,
    value,
    group: "other",
    isKey,
  });
  const enumType = (which: number): Type => {
    const values = enums[which];
    if (values == null) return text("text");
    return {
      sql: `e${which}`,
      value: (i) => `'${labels[values[(i - 1) % values.length] as number]}'`,
      group: "enum",
      isKey: false,
    };
  };
  const domain = (which: number): Type => {
    const definition = domains[which];
    if (definition == null) return number("integer");
    return { ...typeAt(world, definition.base), sql: `d${which}`, isKey: false };
  };
  const known: (() => Type)[] = [
    () => number("integer"),
    () => number("bigint"),
    () => text("text"),
    () => text("varchar(20)"),
    () => number("numeric(10,2)"),
    () => number("smallint"),
    () => text('text COLLATE "C"'),
    () => other("boolean", (i) => String(i % 2 === 1), false),
    () => other("date", (i) => `'2024-01-0${i}'`),
    () => enumType(0),
    () => enumType(1),
    () => domain(0),
    () => domain(1),
    () => text("varchar(50)"),
    () => other("uuid", (i) => `'00000000-0000-0000-0000-00000000000${i}'`),
    () => other("timestamptz", (i) => `'2024-01-0${i} 00:00:00+00'`),
    () => other("jsonb", (i) => `'${i}'`, false),
    () => other("integer[]", (i) => `'{${i}}'`, false),
    () => other("text[]", (i) => `'{${i}}'`, false),
    () =>
      enums[0] == null
        ? other("text[]", (i) => `'{${i}}'`, false)
        : other("e0[]", (i) => `ARRAY[${enumType(0).value(i)}]::e0[]`, false),
    () => ({ ...other("int4range", (i) => `'[${i},${i + 1})'`, false), group: "range" }),
    () => other("bytea", (i) => `'\\x0${i}'`),
    () => other("timestamp(3)", (i) => `'2024-01-0${i} 00:00:00'`),
    () => number("double precision"),
    () => text("char(4)"),
    () => {
      const attributes = composites[0];
      if (attributes == null) return text("text");
      const values = (i: number) => attributes.map((type) => typeAt(world, type % 9).value(i)).join(", ");
      return other("c0", (i) => `ROW(${values(i)})::c0`, false);
    },
    () => other("inet", (i) => `'10.0.0.${i}'`),
    () => (extensions[0] == null ? text("text") : text("citext")),
    () => (ranges[0] == null ? number("integer") : other("r0", (i) => span(ranges[0] as number, i), false)),
    () =>
      ranges[0] == null
        ? number("bigint")
        : other("r0_multirange", (i) => `r0_multirange(${span(ranges[0] as number, i)})`, false),
  ];
  const span = (subtype: number, i: number) => `r0(NULL, ${rangeSubtype(world, subtype).value(i)})`;
  return (known[n % known.length] as () => Type)();
}

/** Its arguments, as it is called by in COMMENT. */
export function signature(world: World, n: number): string | undefined {
  const definition = world.schema.functions[n];
  return definition == null ? undefined : `f${n}(integer${definition.more ? ", integer" : ""})`;
}
