// A random schema as SQL that PostgreSQL accepts, with rows for it. What is not there is left out or stood in for.
import type { RandomSchema } from "./random-schema.ts";
import { columnsOf, tableNames } from "./render-columns.ts";
import { renderForeignKeys, renderTable } from "./render-table.ts";
import { renderFunctions, renderSequences, renderTypes, signature, type World } from "./render-types.ts";
import { renderView } from "./render-views.ts";

export interface Rendered {
  sql: string;
  seed: string;
}

export function renderSchema(schema: RandomSchema, version: number): Rendered {
  const world: World = { schema, version };
  const { types, sequences, functions, tables, foreignKeys, views, last } = statements(world);
  return {
    sql: [...types, ...sequences, ...functions, ...tables, ...foreignKeys, ...views, ...last]
      .map((sql) => `${sql};\n`)
      .join(""),
    seed: renderRows(world)
      .map((sql) => `${sql};\n`)
      .join(""),
  };
}

export function statements(world: World) {
  const { tables } = world.schema;
  return {
    types: renderTypes(world),
    sequences: renderSequences(world),
    functions: renderFunctions(world),
    tables: tables.flatMap((table, n) => (table === null ? [] : renderTable(world, table, n))),
    foreignKeys: tables.flatMap((table, n) => (table === null ? [] : renderForeignKeys(world, table, n))),
    views: world.schema.views.flatMap((view, n) => (view === null ? [] : renderView(world, view, n))),
    last: renderLast(world),
  };
}

function renderLast(world: World): string[] {
  const { sequences, tables } = world.schema;
  const owned = sequences.flatMap((sequence, n) => {
    const table = sequence === null ? null : tables[sequence.owner];
    const column = table == null ? undefined : columnsOf(world, table)[0];
    // A sequence and its table have to be in one schema, and of one owner.
    if (sequence === null || table == null || column === undefined) return [];
    if (sequence.owner === 3 || table.access === "owner") return [];
    return [`ALTER SEQUENCE s${n} OWNED BY ${tableNames[sequence.owner]}.${column.name}`];
  });
  return [...owned, ...renderRemarks(world), ...renderGrants(world)];
}

/** Comments on what is no part of a table. */
function renderRemarks(world: World): string[] {
  const { comments, enums, domains, composites, sequences, procedures, aggregates } = world.schema;
  const called = signature(world, 0);
  const objects = [
    enums[0] == null ? undefined : "TYPE e0",
    called === undefined ? undefined : `FUNCTION ${called}`,
    "SCHEMA app",
    domains[0] == null ? undefined : "DOMAIN d0",
    composites[0] == null ? undefined : "COLUMN c0.x0",
    sequences[0] == null ? undefined : "SEQUENCE s0",
    procedures[0] == null ? undefined : "PROCEDURE p0(integer)",
    aggregates[0] == null ? undefined : "AGGREGATE g0(integer)",
  ];
  return objects.flatMap((object, n) =>
    object === undefined || comments[n] == null ? [] : [`COMMENT ON ${object} IS 'c${comments[n]}'`],
  );
}

function renderGrants(world: World): string[] {
  const { grants, enums, sequences } = world.schema;
  const called = signature(world, 0);
  const statements = [
    "GRANT USAGE ON SCHEMA app",
    called === undefined ? undefined : `GRANT EXECUTE ON FUNCTION ${called}`,
    enums[0] == null ? undefined : "GRANT USAGE ON TYPE e0",
    sequences[0] == null ? undefined : "GRANT USAGE ON SEQUENCE s0",
    "ALTER DEFAULT PRIVILEGES FOR ROLE law_owner IN SCHEMA app GRANT SELECT ON TABLES",
  ];
  return statements.flatMap((statement, n) => {
    const role = ["pg_monitor", "public"][grants[n] ?? -1];
    return statement === undefined || role === undefined ? [] : [`${statement} TO ${role}`];
  });
}

/** Three rows a table, alike in all of them, so that foreign keys hold. */
export function renderRows(world: World): string[] {
  const filled = world.schema.tables.flatMap((table, n) => {
    if (table === null) return [];
    const isPartitioned = ["range", "list", "hash"].includes(table.kind);
    if (isPartitioned && table.partitions.length < (table.kind === "hash" ? 2 : 1)) return [];
    const columns = columnsOf(world, table).filter(({ isPlain }) => isPlain);
    if (columns.length === 0) return [];
    const names = [...(isPartitioned ? ["k"] : []), ...columns.map(({ name }) => name)];
    const values = [1, 2].map(
      (i) =>
        `(${[...(isPartitioned ? [String(i)] : []), ...columns.map(({ type }) => type.value(i))].join(", ")})`,
    );
    return [
      `INSERT INTO ${tableNames[n]} (${names.join(", ")}) OVERRIDING SYSTEM VALUE VALUES ${values.join(", ")}`,
    ];
  });
  // Foreign keys may form circles.
  return ["SET session_replication_role = replica", ...filled, "RESET session_replication_role"];
}
