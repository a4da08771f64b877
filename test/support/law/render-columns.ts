// The columns of a random table.
import type { RandomColumn, RandomTable } from "./random-schema.ts";
import { type Type, typeAt, type World } from "./render-types.ts";

export const tableNames = ["t0", "t1", '"T 2"', "app.t3"];
export const columnNames = ["a", "b", "c", '"D d"', "e", "f"];

export interface Column {
  name: string;
  type: Type;
  definition: RandomColumn;
  clause: string;
  /** Takes values. */
  isPlain: boolean;
  notNull: boolean;
}

/** A table that is rendered. */
export interface Frame {
  world: World;
  table: RandomTable;
  /** As SQL writes it. */
  name: string;
  /** What the names of its parts start with. */
  short: string;
  columns: readonly Column[];
  /** Those that are not virtual. */
  stored: readonly Column[];
  isSplit: boolean;
}

export function isPartitioned({ kind }: RandomTable): boolean {
  return ["range", "list", "hash"].includes(kind);
}

export function columnsOf(world: World, table: RandomTable): Column[] {
  const columns: Column[] = [];
  for (const [i, definition] of table.columns.entries()) {
    if (definition === null) continue;
    columns.push(renderColumn(world, definition, columnNames[i] as string, table, columns));
  }
  return columns;
}

export function renderColumn(
  world: World,
  definition: RandomColumn,
  name: string,
  table: RandomTable,
  before: readonly Column[],
): Column {
  const type = typeAt(world, definition.type);
  const isInteger = ["integer", "bigint", "smallint"].includes(type.sql);
  const source = before.find(
    ({ type, isPlain }) => isPlain && type.group === "number" && type.sql !== "d0" && type.sql !== "d1",
  );
  const start = `${name} ${type.sql}`;
  const notNull = definition.notNull ? " NOT NULL" : "";
  const plain = {
    name,
    type,
    definition,
    clause: start + notNull,
    isPlain: true,
    notNull: definition.notNull,
  };
  const isSplit = isPartitioned(table);
  switch (definition.has) {
    case "default":
      return { ...plain, clause: `${start} DEFAULT ${type.value(1)}${notNull}` };
    case "function default":
      if (type.sql !== "integer" || world.schema.functions[0] == null) return plain;
      return { ...plain, clause: `${start} DEFAULT f0(1)${notNull}` };
    case "sequence default":
      if (!isInteger || world.schema.sequences[0] == null) return plain;
      return { ...plain, clause: `${start} DEFAULT nextval('s0')${notNull}` };
    case "serial":
      if (!isInteger || isSplit) return plain;
      return {
        ...plain,
        notNull: true,
        clause: `${name} ${type.sql === "bigint" ? "bigserial" : type.sql === "smallint" ? "smallserial" : "serial"}`,
      };
    case "identity":
      if (!isInteger || isSplit || before.some(({ clause }) => clause.includes("IDENTITY"))) return plain;
      return {
        ...plain,
        notNull: true,
        clause: `${start} GENERATED ${definition.comment ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${definition.physical ? " (START 20 INCREMENT 2 MINVALUE -5 MAXVALUE 3000 CACHE 5 CYCLE)" : ""}`,
      };
    case "call": {
      const argument = before.find(({ type, isPlain }) => isPlain && type.sql === "integer");
      if (argument === undefined || type.sql !== "bigint" || world.schema.functions[2] == null) return plain;
      const clause = `${start} GENERATED ALWAYS AS (f2(${argument.name})) STORED`;
      return { ...plain, isPlain: false, notNull: false, clause };
    }
    case "expression": {
      if (source === undefined || type.group !== "number" || type.sql.startsWith("d")) return plain;
      const kind = world.version >= 18 && definition.comment ? "VIRTUAL" : "STORED";
      return {
        ...plain,
        isPlain: false,
        notNull: false,
        clause: `${start} GENERATED ALWAYS AS ((${source.name} + ${definition.physical ? 1 : 2})::${type.sql}) ${kind}`,
      };
    }
    default:
      return plain;
  }
}

export function isVirtual({ clause }: Column): boolean {
  return clause.endsWith("VIRTUAL");
}

/** What holds for its values. */
export function condition({ name, type }: Column): string {
  if (type.group === "number") return `${name} < 500`;
  if (type.group === "text") return `${name} <> 'zzz'`;
  if (type.group === "enum") return `${name} <> ${type.value(1)} OR true`;
  return `${name} IS NOT NULL OR true`;
}
