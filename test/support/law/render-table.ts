// A random table with everything on it.
import type { RandomTable } from "./random-schema.ts";
import {
  type Column,
  columnNames,
  columnsOf,
  condition,
  type Frame,
  isPartitioned,
  isVirtual,
  tableNames,
} from "./render-columns.ts";
import { renderComments, renderExtras, renderIndex } from "./render-parts.ts";
import type { World } from "./render-types.ts";

export function renderTable(world: World, table: RandomTable, n: number): string[] {
  const name = tableNames[n] as string;
  const short = `t${n}`;
  const columns = columnsOf(world, table);
  const isSplit = isPartitioned(table);
  // The column that a table is partitioned by is always there.
  const key = isSplit ? ["k integer NOT NULL"] : [];
  const stored = columns.filter((column) => !isVirtual(column));
  const pick = (places: readonly number[]) =>
    places.flatMap((place) => stored.find(({ name }) => name === columnNames[place]) ?? []);
  const withKey = (names: readonly string[]) => (isSplit ? [...names, "k"] : names).join(", ");
  const constraints: string[] = [];
  const primary = pick(table.primaryKey).filter(({ type }) => type.isKey);
  if (primary.length > 0)
    constraints.push(`CONSTRAINT ${short}_pk PRIMARY KEY (${withKey(primary.map(({ name }) => name))})`);
  for (const [i, { columns: places, kind }] of table.uniques.entries()) {
    const [range] = pick(places).filter(({ type }) => type.group === "range");
    if (kind === "exclusion" && range !== undefined && !isSplit) {
      constraints.push(`CONSTRAINT ${short}_x${i} EXCLUDE USING gist (${range.name} WITH &&)`);
      continue;
    }
    const unique = pick(places).filter(({ type }) => type.isKey);
    if (unique.length === 0) continue;
    const names = withKey(unique.map(({ name }) => name));
    if (kind === "exclusion") {
      if (isSplit || unique.some(({ type }) => type.group !== "number")) continue;
      constraints.push(
        `CONSTRAINT ${short}_x${i} EXCLUDE USING btree (${unique.map(({ name }) => `${name} WITH =`).join(", ")})`,
      );
    } else {
      const nulls = kind === "nulls" && world.version >= 15 ? " NULLS NOT DISTINCT" : "";
      constraints.push(
        `CONSTRAINT ${short}_u${i} UNIQUE${nulls} (${names})${kind === "deferrable" ? " DEFERRABLE" : ""}`,
      );
    }
  }
  const later: string[] = [];
  for (const [i, { column: place, kind }] of table.checks.entries()) {
    const [column] = pick([place]);
    const [other] = pick([place + 1]);
    if (column === undefined) continue;
    const expression = condition(column);
    const check = `CONSTRAINT ${short}_c${i} CHECK`;
    if (kind === "two columns" && other !== undefined)
      constraints.push(`${check} (${column.name} IS NOT NULL OR ${other.name} IS NOT NULL OR true)`);
    else if (kind === "function" && column.type.sql === "integer" && world.schema.functions[1] != null)
      constraints.push(`${check} (f1(${column.name}) > -5)`);
    else if (kind === "not valid") later.push(`ALTER TABLE ${name} ADD ${check} (${expression}) NOT VALID`);
    else
      constraints.push(`${check} (${expression})${kind === "no inherit" && !isSplit ? " NO INHERIT" : ""}`);
  }
  const options = isSplit
    ? ""
    : {
        none: "",
        fillfactor: " WITH (fillfactor = 70)",
        autovacuum: " WITH (autovacuum_enabled = false)",
        toast: " WITH (toast.autovacuum_enabled = false)",
      }[table.options];
  const by = isSplit ? ` PARTITION BY ${table.kind.toUpperCase()} (k)` : "";
  const frame = { world, table, name, short, columns, stored, isSplit };
  const statements = [
    `CREATE ${table.kind === "unlogged" ? "UNLOGGED " : ""}TABLE ${name} (${[...key, ...columns.map(({ clause }) => clause), ...constraints].join(", ")})${options}${by}`,
    ...(isSplit ? renderPartitions(frame) : []),
    ...later,
    ...table.indexes.flatMap((index, i) => renderIndex(frame, index, i)),
    ...renderExtras(frame),
  ];
  return [...statements, ...(table.comment ? renderComments(frame, statements) : [])];
}

function renderPartitions({ world, table, name, short, columns }: Frame): string[] {
  const schema = name.startsWith("app.") ? "app." : "";
  const bare = name.slice(schema.length).replaceAll('"', "");
  return table.partitions.flatMap(({ bounds, own, split, attached }, i) => {
    if (table.kind === "hash" && i >= 2) return [];
    const values = {
      range: `FROM (${i * 10}) TO (${i * 10 + 8 + Math.min(bounds, 2)})`,
      list: `IN (${i * 10 + 1}, ${i * 10 + 2}, ${i * 10 + 3 + bounds})`,
      hash: `WITH (MODULUS 2, REMAINDER ${i})`,
    }[table.kind as "range" | "list" | "hash"];
    const partition = `${schema}${short}_part${i}`;
    const isDefault = table.kind !== "hash" && i === 2;
    const [first] = columns.filter(({ isPlain }) => isPlain);
    const bound = isDefault ? "DEFAULT" : `FOR VALUES ${values}`;
    const by = split ? " PARTITION BY HASH (k)" : "";
    const made = attached
      ? [
          `CREATE TABLE ${partition} (LIKE ${name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)${by}`,
          ...(own && world.version >= 18
            ? [`ALTER TABLE ${partition} RENAME CONSTRAINT "${bare}_k_not_null" TO ${short}_part${i}_named`]
            : []),
          `ALTER TABLE ${name} ATTACH PARTITION ${partition} ${bound}`,
        ]
      : [`CREATE TABLE ${partition} PARTITION OF ${name} ${bound}${by}`];
    return [
      ...made,
      ...(split
        ? [0, 1].map(
            (n) =>
              `CREATE TABLE ${partition}_${n} PARTITION OF ${partition} FOR VALUES WITH (MODULUS 2, REMAINDER ${n})`,
          )
        : []),
      ...(own && first !== undefined
        ? [
            `CREATE INDEX ${short}_part${i}_own ON ${partition} (${first.type.isKey ? first.name : "k"})`,
            `ALTER TABLE ${partition} ADD CONSTRAINT ${short}_part${i}_own CHECK (k < 1000)`,
            `ALTER TABLE ${partition} ALTER COLUMN ${first.name} SET DEFAULT ${first.type.value(2)}`,
          ]
        : []),
    ];
  });
}

/** The one column that others can refer to. */
function referable(world: World, n: number): Column | undefined {
  const table = world.schema.tables[n];
  if (table == null) return undefined;
  const columns = columnsOf(world, table).filter((column) => !isVirtual(column));
  const primary = table.primaryKey.flatMap(
    (place) => columns.find(({ name, type }) => name === columnNames[place] && type.isKey) ?? [],
  );
  return primary.length === 1 ? primary[0] : undefined;
}

export function renderForeignKeys(world: World, table: RandomTable, n: number): string[] {
  const name = tableNames[n] as string;
  return table.foreignKeys.flatMap(({ column: place, table: other, kind }, i) => {
    const column = columnsOf(world, table).find(({ name }) => name === columnNames[place]);
    const target = referable(world, other);
    const isSplit = isPartitioned(table);
    const isLogged = (t: RandomTable | null | undefined) => t?.kind !== "unlogged";
    if (
      column === undefined ||
      target === undefined ||
      !column.isPlain ||
      column.type.sql !== target.type.sql
    )
      return [];
    const referred = world.schema.tables[other];
    if (isLogged(table) && !isLogged(referred)) return [];
    if (kind === "not valid" && isSplit) return [];
    const isSplitTarget = referred != null && isPartitioned(referred);
    // The key of a partitioned table has the column that it is partitioned by.
    if (isSplitTarget && !isSplit) return [];
    const withKey = (key: string) => (isSplitTarget ? `${key}, k` : key);
    const action = {
      plain: "",
      cascade: " ON DELETE CASCADE ON UPDATE CASCADE",
      "set null": isSplitTarget ? " ON DELETE NO ACTION" : " ON DELETE SET NULL",
      "set some null": world.version < 15 ? "" : ` ON DELETE SET NULL (${column.name})`,
      deferred: " DEFERRABLE INITIALLY DEFERRED",
      "not valid": " NOT VALID",
      full: " MATCH FULL",
    }[kind];
    return [
      `ALTER TABLE ${name} ADD CONSTRAINT t${n}_f${i} FOREIGN KEY (${withKey(column.name)}) REFERENCES ${tableNames[other]} (${withKey(target.name)})${action}`,
    ];
  });
}
