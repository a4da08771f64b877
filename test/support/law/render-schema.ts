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

export function renderLast(world: World): string[] {
  const { sequences, tables, comments, enums } = world.schema;
  const called = signature(world, 0);
  const owned = sequences.flatMap((sequence, n) => {
    const table = sequence === null ? null : tables[sequence.owner];
    const column = table == null ? undefined : columnsOf(world, table)[0];
    // A sequence and its table have to be in one schema.
    if (sequence === null || column === undefined || sequence.owner === 3) return [];
    return [`ALTER SEQUENCE s${n} OWNED BY ${tableNames[sequence.owner]}.${column.name}`];
  });
  return [
    ...owned,
    ...(comments[0] != null && enums[0] != null ? [`COMMENT ON TYPE e0 IS 'c${comments[0]}'`] : []),
    ...(comments[1] != null && called !== undefined
      ? [`COMMENT ON FUNCTION ${called} IS 'c${comments[1]}'`]
      : []),
    ...(comments[2] != null ? [`COMMENT ON SCHEMA app IS 'c${comments[2]}'`] : []),
  ];
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
    return [`INSERT INTO ${tableNames[n]} (${names.join(", ")}) VALUES ${values.join(", ")}`];
  });
  // Foreign keys may form circles.
  return ["SET session_replication_role = replica", ...filled, "RESET session_replication_role"];
}
