// What stands on a random table: indexes, triggers, policies, comments, …
import type { RandomIndex } from "./random-schema.ts";
import { columnNames, condition as conditionOn, type Frame } from "./render-columns.ts";

export function renderIndex(
  { world, name: table, short, stored, isSplit }: Frame,
  { columns: places, kind }: RandomIndex,
  i: number,
): string[] {
  const found = places.flatMap((place) => stored.find(({ name }) => name === columnNames[place]) ?? []);
  const [listed] = found.filter(({ type }) => type.sql === "jsonb" || type.sql.endsWith("[]"));
  if (kind === "gin")
    return listed === undefined ? [] : [`CREATE INDEX ${short}_i${i} ON ${table} USING gin (${listed.name})`];
  const [span] = found.filter(({ type }) => type.group === "range");
  if (kind === "gist")
    return span === undefined ? [] : [`CREATE INDEX ${short}_i${i} ON ${table} USING gist (${span.name})`];
  const keys = found.filter(({ type }) => type.isKey || type.group === "enum");
  const [first] = keys;
  if (first === undefined) return [];
  const names = keys.map(({ name }) => name);
  const create = `INDEX ${short}_i${i} ON ${table}`;
  switch (kind) {
    case "unique":
      return isSplit ? [] : [`CREATE UNIQUE ${create} (${names.join(", ")}) WHERE ${first.name} IS NULL`];
    case "expression":
      return first.type.group === "text"
        ? [`CREATE ${create} (lower(${first.name}))`]
        : first.type.group === "number"
          ? [`CREATE ${create} ((${first.name} + 1))`]
          : [];
    case "partial":
      return [`CREATE ${create} (${names.join(", ")}) WHERE ${conditionOn(first)}`];
    case "covering": {
      const included = found.filter(({ name }) => name !== first.name).map(({ name }) => name);
      return [
        `CREATE ${create} (${first.name})${included.length === 0 ? "" : ` INCLUDE (${included.join(", ")})`}`,
      ];
    }
    case "call":
      return first.type.sql === "integer" && world.schema.functions[2] != null
        ? [`CREATE ${create} (f2(${first.name}))`]
        : [];
    case "nulls":
      if (world.version < 15 || isSplit) return [];
      return [`CREATE UNIQUE ${create} (${names.join(", ")}) NULLS NOT DISTINCT WHERE false`];
    case "parameters":
      if (first.type.sql !== "integer") return [];
      return [`CREATE ${create} USING brin (${first.name} int4_minmax_multi_ops (values_per_range = 16))`];
    case "fillfactor":
      return [`CREATE ${create} (${first.name}) WITH (fillfactor = 60)`];
    case "operator class":
      return /^(text|varchar)/.test(first.type.sql)
        ? [`CREATE ${create} (${first.name} text_pattern_ops)`]
        : [];
    case "collation":
      return first.type.group === "text" ? [`CREATE ${create} (${first.name} COLLATE "C")`] : [];
    case "descending":
      // PostgreSQL takes a partition's own index for a part of one that is ordered otherwise.
      if (isSplit) return [];
      return [`CREATE ${create} (${first.name} DESC NULLS LAST)`];
    case "hash":
      return [`CREATE INDEX ${short}_i${i} ON ${table} USING hash (${first.name})`];
    case "brin":
      return first.type.group === "number" && first.type.sql !== "d0"
        ? [`CREATE INDEX ${short}_i${i} ON ${table} USING brin (${first.name}) WITH (pages_per_range = 32)`]
        : [];
    default:
      return [`CREATE ${create} (${names.join(", ")})`];
  }
}

export function renderExtras({ world, table, name, short, columns, stored, isSplit }: Frame): string[] {
  const schema = name.startsWith("app.") ? "app." : "";
  const at = (place: number) => stored.find((column) => column.name === columnNames[place]);
  const triggers = table.triggers.flatMap(({ kind, column: place }, i) => {
    const column = at(place);
    const trigger = `TRIGGER ${short}_tr${i}`;
    const run = `ON ${name} FOR EACH ROW EXECUTE FUNCTION fire()`;
    switch (kind) {
      case "update of":
        return column === undefined ? [] : [`CREATE ${trigger} AFTER UPDATE OF ${column.name} ${run}`];
      case "when":
        if (column === undefined) return [];
        return [
          `CREATE ${trigger} AFTER UPDATE ON ${name} FOR EACH ROW WHEN (old.${column.name} IS NULL AND new.${column.name} IS NOT NULL) EXECUTE FUNCTION fire()`,
        ];
      case "constraint":
        return [
          `CREATE CONSTRAINT ${trigger} AFTER INSERT ON ${name} DEFERRABLE FOR EACH ROW EXECUTE FUNCTION fire()`,
        ];
      case "statement":
        return [`CREATE ${trigger} AFTER DELETE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION fire()`];
      case "transition":
        return [
          `CREATE ${trigger} AFTER UPDATE ON ${name} REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION fire()`,
        ];
      case "always":
        return [
          `CREATE ${trigger} AFTER INSERT ${run}`,
          `ALTER TABLE ${name} ENABLE ALWAYS TRIGGER ${short}_tr${i}`,
        ];
      case "disabled on a partition":
        return [
          `CREATE ${trigger} AFTER INSERT ${run}`,
          ...(isSplit && table.partitions.length > 0
            ? [`ALTER TABLE ${schema}${short}_part0 DISABLE TRIGGER ${short}_tr${i}`]
            : []),
        ];
      case "disabled":
        return [
          `CREATE ${trigger} AFTER INSERT ${run}`,
          `ALTER TABLE ${name} DISABLE TRIGGER ${short}_tr${i}`,
        ];
      default:
        return [`CREATE ${trigger} AFTER INSERT ${run}`];
    }
  });
  const policies = table.policies.flatMap(({ kind, column: place, role }, i) => {
    const column = at(place);
    const isCall = kind === "call" && column?.type.sql === "integer" && world.schema.functions[1] != null;
    const filter = column === undefined ? "true" : `${column.name} IS NOT NULL`;
    const condition = isCall ? `f1(${column.name}) > 0` : filter;
    const roles = ["", " TO pg_monitor", " TO pg_monitor, pg_read_all_data"][role];
    const policy = `CREATE POLICY p${i} ON ${name}`;
    return [
      kind === "check"
        ? `${policy} FOR INSERT${roles} WITH CHECK (${condition})`
        : `${policy}${kind === "restrictive" ? " AS RESTRICTIVE" : ""}${roles} USING (${condition})`,
    ];
  });
  const security = { none: [], enabled: ["ENABLE"], forced: ["ENABLE", "FORCE"] }[table.rowSecurity];
  const access = {
    nobody: [],
    owner: [`ALTER TABLE ${name} OWNER TO law_owner`],
    reader: [`GRANT SELECT, INSERT ON ${name} TO pg_monitor WITH GRANT OPTION`],
    "reader of a column": stored
      .slice(0, 1)
      .map(({ name: column }) => `GRANT SELECT (${column}), UPDATE (${column}) ON ${name} TO pg_monitor`),
  }[table.access];
  const pair = stored.filter(({ type }) => type.isKey).slice(0, 2);
  return [
    ...triggers,
    ...policies,
    ...access,
    ...security.map((word) => `ALTER TABLE ${name} ${word} ROW LEVEL SECURITY`),
    ...(table.statistics && pair.length === 2
      ? [`CREATE STATISTICS ${schema}${short}_st ON ${pair.map(({ name }) => name).join(", ")} FROM ${name}`]
      : []),
    ...(table.rule && !isSplit
      ? [`CREATE RULE ${short}_r AS ON DELETE TO ${name} WHERE false DO NOTHING`]
      : []),
    ...(table.replicaIdentity === "full" ? [`ALTER TABLE ${name} REPLICA IDENTITY FULL`] : []),
    ...columns.flatMap(({ name: column, definition, type, isPlain }) => [
      ...(definition.comment ? [`COMMENT ON COLUMN ${name}.${column} IS 'of ${short}'`] : []),
      ...(definition.physical && isPlain && !isSplit
        ? [`ALTER TABLE ${name} ALTER COLUMN ${column} SET STATISTICS 50`]
        : []),
      ...(definition.physical && isPlain && !isSplit && type.group === "text"
        ? [`ALTER TABLE ${name} ALTER COLUMN ${column} SET STORAGE EXTERNAL`]
        : []),
    ]),
  ];
}

/** On the table and on whatever of it the statements give a name. */
export function renderComments({ name, short, isSplit }: Frame, statements: readonly string[]): string[] {
  const schema = name.startsWith("app.") ? "app." : "";
  const named = (pattern: RegExp) => [...new Set(statements.flatMap((sql) => pattern.exec(sql)?.[1] ?? []))];
  const objects = [
    `TABLE ${name}`,
    ...named(/CONSTRAINT (\w+) (?:PRIMARY|UNIQUE|CHECK|EXCLUDE)/).map(
      (part) => `CONSTRAINT ${part} ON ${name}`,
    ),
    ...named(/^CREATE (?:UNIQUE )?INDEX (\w+) ON/).map((part) => `INDEX ${schema}${part}`),
    ...named(/ TRIGGER (\w+) AFTER/).map((part) => `TRIGGER ${part} ON ${name}`),
    ...named(/^CREATE POLICY (\w+)/).map((part) => `POLICY ${part} ON ${name}`),
    ...named(/^CREATE STATISTICS (\S+)/).map((part) => `STATISTICS ${part}`),
    ...named(/^CREATE RULE (\w+)/).map((part) => `RULE ${part} ON ${name}`),
  ];
  return objects
    .filter((object) => !isSplit || !object.includes("_own"))
    .map((object) => `COMMENT ON ${object} IS 'it''s ${short}'`);
}
