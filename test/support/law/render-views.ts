// The views of a random schema.
import type { RandomView } from "./random-schema.ts";
import { columnNames, columnsOf, tableNames } from "./render-columns.ts";
import type { World } from "./render-types.ts";

/** The columns that a source of a view has. */
export function sourceColumns(
  world: World,
  source: number,
  before: number,
): { from: string; columns: string[]; numbers: string[] } | undefined {
  const { tables, views } = world.schema;
  if (source < 4) {
    const table = tables[source];
    if (table == null) return undefined;
    const columns = columnsOf(world, table);
    return {
      from: tableNames[source] as string,
      columns: columns.map(({ name }) => name),
      numbers: columns.filter(({ type }) => type.sql === "integer").map(({ name }) => name),
    };
  }
  const view = views[source - 4];
  if (view == null || source - 4 >= before) return undefined;
  const inner = sourceColumns(world, view.source, source - 4);
  if (inner === undefined) return undefined;
  const columns = chosen(view, inner.columns);
  return { from: `v${source - 4}`, columns, numbers: [] };
}

export function chosen(view: RandomView, columns: readonly string[]): string[] {
  const chosen = view.columns
    .map((place) => columnNames[place] as string)
    .filter((name) => columns.includes(name));
  return chosen.length === 0 ? columns.slice(0, 1) : chosen;
}

export function renderView(world: World, view: RandomView, n: number): string[] {
  const source = sourceColumns(world, view.source, n);
  if (source === undefined || source.columns.length === 0) return [];
  const { from, numbers } = source;
  const columns = chosen(view, source.columns);
  const [first] = columns;
  const select = `SELECT ${columns.join(", ")}`;
  const isMaterialized = view.kind === "materialized";
  const call =
    numbers[0] !== undefined && world.schema.functions[0] != null ? `, f0(${numbers[0]}) AS fn` : "";
  const sum =
    numbers[0] !== undefined && world.schema.aggregates[0] != null ? `, g0(${numbers[0]}) AS sum` : "";
  const body = {
    plain: `${select} FROM ${from}`,
    filtered: `${select} FROM ${from} WHERE ${first} IS NOT NULL`,
    barrier: `${select} FROM ${from}`,
    invoker: `${select} FROM ${from}`,
    checked: `${select} FROM ${from}`,
    function: `${select}${call} FROM ${from}`,
    materialized: `${select} FROM ${from}`,
    grouped: `SELECT ${first}, count(*) AS n${sum} FROM ${from} GROUP BY ${first}`,
  }[view.kind];
  // What another view would take from it has to be there.
  const safe = view.kind === "grouped" && columns.length > 1 ? `${select} FROM ${from}` : body;
  const options = {
    barrier: " WITH (security_barrier)",
    invoker: world.version < 15 ? "" : " WITH (security_invoker)",
    // Only a view of a table can always be written to.
    checked: view.source < 4 ? " WITH (check_option = local)" : "",
  }[view.kind as string];
  const word = isMaterialized ? "MATERIALIZED VIEW" : "VIEW";
  return [
    `CREATE ${word} v${n}${options ?? ""} AS ${safe}`,
    ...(view.comment
      ? [`COMMENT ON ${word} v${n} IS 'a view'`, `COMMENT ON COLUMN v${n}.${first} IS 'its column'`]
      : []),
    ...(view.trigger && !isMaterialized
      ? [`CREATE TRIGGER v${n}_tr INSTEAD OF INSERT ON v${n} FOR EACH ROW EXECUTE FUNCTION fire()`]
      : []),
    ...(view.index && isMaterialized && isOrdered(world, view)
      ? [`CREATE INDEX v${n}_i ON v${n} (${first})`]
      : []),
  ];
}

export function isOrdered(world: World, view: RandomView): boolean {
  const table = view.source < 4 ? world.schema.tables[view.source] : null;
  if (table == null) return false;
  const columns = columnsOf(world, table);
  const [first] = chosen(
    view,
    columns.map(({ name }) => name),
  );
  return columns.find(({ name }) => name === first)?.type.isKey === true;
}
