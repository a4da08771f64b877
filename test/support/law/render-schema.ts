// A random schema as SQL that PostgreSQL accepts, with rows for it. What is not there is left out or stood in for.
import type { RandomColumn, RandomSchema, RandomTable, RandomView } from "./random-schema.ts";

interface Type {
  sql: string;
  /** Of the n-th row, from 1. */
  value(n: number): string;
  /** What can be said of it in a check, a generated column, an index. */
  group: "number" | "text" | "enum" | "other" | "range";
  isKey: boolean;
}

export interface Rendered {
  sql: string;
  seed: string;
}

export function renderSchema(schema: RandomSchema, serverVersion: number): Rendered {
  const world = new World(schema, serverVersion);
  const { types, sequences, functions, tables, foreignKeys, views, last } = world.statements();
  return {
    sql: [...types, ...sequences, ...functions, ...tables, ...foreignKeys, ...views, ...last]
      .map((sql) => `${sql};\n`)
      .join(""),
    seed: world
      .rows()
      .map((sql) => `${sql};\n`)
      .join(""),
  };
}

const tableNames = ["t0", "t1", '"T 2"', "app.t3"];
const columnNames = ["a", "b", "c", '"D d"', "e", "f"];
const labels = ["1", "2", "3", "it''s", "5"];

interface Column {
  name: string;
  type: Type;
  definition: RandomColumn;
  clause: string;
  /** Takes values. */
  isPlain: boolean;
  notNull: boolean;
}

class World {
  readonly #schema: RandomSchema;
  readonly #version: number;

  constructor(schema: RandomSchema, version: number) {
    this.#schema = schema;
    this.#version = version;
  }

  statements() {
    const { tables } = this.#schema;
    return {
      types: this.#types(),
      sequences: this.#sequences(),
      functions: this.#functions(),
      tables: tables.flatMap((table, n) => (table === null ? [] : this.#table(table, n))),
      foreignKeys: tables.flatMap((table, n) => (table === null ? [] : this.#foreignKeys(table, n))),
      views: this.#schema.views.flatMap((view, n) => (view === null ? [] : this.#view(view, n))),
      last: this.#last(),
    };
  }

  #types(): string[] {
    const { enums, domains, composites } = this.#schema;
    return [
      "CREATE SCHEMA app",
      "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(new, old); END $$",
      ...enums.flatMap((values, n) =>
        values === null
          ? []
          : [`CREATE TYPE e${n} AS ENUM (${values.map((value) => `'${labels[value]}'`).join(", ")})`],
      ),
      ...domains.flatMap((domain, n) => {
        if (domain === null) return [];
        const { sql, group } = this.#type(domain.base);
        const check = group === "number" ? "VALUE < 1000" : "VALUE IS NULL OR length(VALUE::text) < 100";
        const more = {
          plain: "",
          check: ` CHECK (${check})`,
          default: ` DEFAULT '1'`,
          "not null": " NOT NULL",
        }[domain.kind];
        return [`CREATE DOMAIN d${n} AS ${sql}${more}`];
      }),
      ...composites.flatMap((attributes, n) =>
        attributes === null
          ? []
          : [
              `CREATE TYPE c${n} AS (${attributes.map((type, i) => `x${i} ${this.#type(type % 9).sql}`).join(", ")})`,
            ],
      ),
    ];
  }

  #sequences(): string[] {
    return this.#schema.sequences.flatMap((sequence, n) => {
      if (sequence === null) return [];
      const { increment, start, cycle, type } = sequence;
      const step = increment === 0 ? 1 : increment;
      const as = ["bigint", "integer", "smallint"][type];
      return [
        `CREATE SEQUENCE s${n} AS ${as} INCREMENT ${step} MINVALUE ${Math.min(start, 3)} START ${Math.max(start, 3)}${cycle ? " CYCLE" : ""}`,
      ];
    });
  }

  #functions(): string[] {
    const { functions, procedures } = this.#schema;
    return [
      ...functions.flatMap((definition, n) => {
        if (definition === null) return [];
        const { parameter, returns, body, kind } = definition;
        const name = ["x", "y", "x DEFAULT_1", "v"][parameter]?.split(" ")[0];
        const withDefault = parameter === 2 ? " DEFAULT 1" : "";
        const result = ["integer", "bigint", "integer"][returns];
        const value = `$1 + ${body}`;
        const text = {
          sql: `LANGUAGE sql IMMUTABLE AS 'SELECT ${value}'`,
          plpgsql: `LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN ${value}; END $$`,
          atomic: `LANGUAGE sql IMMUTABLE RETURN ${value}`,
        }[kind];
        return [`CREATE FUNCTION f${n}(${name} integer${withDefault}) RETURNS ${result} ${text}`];
      }),
      ...procedures.flatMap((body, n) =>
        body === null
          ? []
          : [`CREATE PROCEDURE p${n}(x integer) LANGUAGE plpgsql AS $$ BEGIN PERFORM ${body}; END $$`],
      ),
    ];
  }

  #type(n: number): Type {
    const { enums, domains, composites } = this.#schema;
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
      return { ...this.#type(definition.base), sql: `d${which}`, isKey: false };
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
        const values = (i: number) => attributes.map((type) => this.#type(type % 9).value(i)).join(", ");
        return other("c0", (i) => `ROW(${values(i)})::c0`, false);
      },
      () => other("inet", (i) => `'10.0.0.${i}'`),
    ];
    return (known[n % known.length] as () => Type)();
  }

  #columns(table: RandomTable): Column[] {
    const columns: Column[] = [];
    for (const [i, definition] of table.columns.entries()) {
      if (definition === null) continue;
      columns.push(this.#column(definition, columnNames[i] as string, table, columns));
    }
    return columns;
  }

  #column(definition: RandomColumn, name: string, table: RandomTable, before: readonly Column[]): Column {
    const type = this.#type(definition.type);
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
    const isPartitioned = ["range", "list", "hash"].includes(table.kind);
    switch (definition.has) {
      case "default":
        return { ...plain, clause: `${start} DEFAULT ${type.value(1)}${notNull}` };
      case "function default":
        if (type.sql !== "integer" || this.#schema.functions[0] == null) return plain;
        return { ...plain, clause: `${start} DEFAULT f0(1)${notNull}` };
      case "sequence default":
        if (!isInteger || this.#schema.sequences[0] == null) return plain;
        return { ...plain, clause: `${start} DEFAULT nextval('s0')${notNull}` };
      case "serial":
        if (!isInteger || isPartitioned) return plain;
        return {
          ...plain,
          notNull: true,
          clause: `${name} ${type.sql === "bigint" ? "bigserial" : type.sql === "smallint" ? "smallserial" : "serial"}`,
        };
      case "identity":
        if (!isInteger || isPartitioned || before.some(({ clause }) => clause.includes("IDENTITY")))
          return plain;
        return {
          ...plain,
          notNull: true,
          clause: `${start} GENERATED BY DEFAULT AS IDENTITY${definition.physical ? " (START 20)" : ""}`,
        };
      case "expression": {
        if (source === undefined || type.group !== "number" || type.sql.startsWith("d")) return plain;
        const kind = this.#version >= 18 && definition.comment ? "VIRTUAL" : "STORED";
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

  #isVirtual({ clause }: Column): boolean {
    return clause.endsWith("VIRTUAL");
  }

  #table(table: RandomTable, n: number): string[] {
    const name = tableNames[n] as string;
    const short = `t${n}`;
    const columns = this.#columns(table);
    const isPartitioned = ["range", "list", "hash"].includes(table.kind);
    // The column that a table is partitioned by is always there.
    const key = isPartitioned ? ["k integer NOT NULL"] : [];
    const stored = columns.filter((column) => !this.#isVirtual(column));
    const pick = (places: readonly number[]) =>
      places.flatMap((place) => stored.find(({ name }) => name === columnNames[place]) ?? []);
    const withKey = (names: readonly string[]) => (isPartitioned ? [...names, "k"] : names).join(", ");
    const constraints: string[] = [];
    const primary = pick(table.primaryKey).filter(({ type }) => type.isKey);
    if (primary.length > 0)
      constraints.push(`CONSTRAINT ${short}_pk PRIMARY KEY (${withKey(primary.map(({ name }) => name))})`);
    for (const [i, { columns: places, kind }] of table.uniques.entries()) {
      const unique = pick(places).filter(({ type }) => type.isKey);
      if (unique.length === 0) continue;
      const names = withKey(unique.map(({ name }) => name));
      if (kind === "exclusion") {
        if (isPartitioned || unique.some(({ type }) => type.group !== "number")) continue;
        constraints.push(
          `CONSTRAINT ${short}_x${i} EXCLUDE USING btree (${unique.map(({ name }) => `${name} WITH =`).join(", ")})`,
        );
      } else {
        const nulls = kind === "nulls" && this.#version >= 15 ? " NULLS NOT DISTINCT" : "";
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
      const expression = this.#condition(column);
      const check = `CONSTRAINT ${short}_c${i} CHECK`;
      if (kind === "two columns" && other !== undefined)
        constraints.push(`${check} (${column.name} IS NOT NULL OR ${other.name} IS NOT NULL OR true)`);
      else if (kind === "function" && column.type.sql === "integer" && this.#schema.functions[1] != null)
        constraints.push(`${check} (f1(${column.name}) > -5)`);
      else if (kind === "not valid") later.push(`ALTER TABLE ${name} ADD ${check} (${expression}) NOT VALID`);
      else
        constraints.push(
          `${check} (${expression})${kind === "no inherit" && !isPartitioned ? " NO INHERIT" : ""}`,
        );
    }
    const options = isPartitioned
      ? ""
      : { none: "", fillfactor: " WITH (fillfactor = 70)", autovacuum: " WITH (autovacuum_enabled = false)" }[
          table.options
        ];
    const by = isPartitioned ? ` PARTITION BY ${table.kind.toUpperCase()} (k)` : "";
    return [
      `CREATE ${table.kind === "unlogged" ? "UNLOGGED " : ""}TABLE ${name} (${[...key, ...columns.map(({ clause }) => clause), ...constraints].join(", ")})${options}${by}`,
      ...(isPartitioned ? this.#partitions(table, name, short, columns) : []),
      ...later,
      ...table.indexes.flatMap((index, i) => this.#index(index, i, name, short, stored, isPartitioned)),
      ...this.#extras(table, name, short, columns, stored, isPartitioned),
    ];
  }

  #condition({ name, type }: Column): string {
    if (type.group === "number") return `${name} < 500`;
    if (type.group === "text") return `${name} <> 'zzz'`;
    if (type.group === "enum") return `${name} <> ${type.value(1)} OR true`;
    return `${name} IS NOT NULL OR true`;
  }

  #partitions(table: RandomTable, name: string, short: string, columns: readonly Column[]): string[] {
    const schema = name.startsWith("app.") ? "app." : "";
    return table.partitions.flatMap(({ bounds, own }, i) => {
      if (table.kind === "hash" && i >= 2) return [];
      const values = {
        range: `FROM (${i * 10}) TO (${i * 10 + 8 + Math.min(bounds, 2)})`,
        list: `IN (${i * 10 + 1}, ${i * 10 + 2}, ${i * 10 + 3 + bounds})`,
        hash: `WITH (MODULUS 2, REMAINDER ${i})`,
      }[table.kind as "range" | "list" | "hash"];
      const partition = `${schema}${short}_part${i}`;
      const isDefault = table.kind !== "hash" && i === 2;
      const [first] = columns.filter(({ isPlain }) => isPlain);
      return [
        `CREATE TABLE ${partition} PARTITION OF ${name} ${isDefault ? "DEFAULT" : `FOR VALUES ${values}`}`,
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

  #index(
    { columns: places, kind }: { columns: number[]; kind: string },
    i: number,
    table: string,
    short: string,
    columns: readonly Column[],
    isPartitioned: boolean,
  ): string[] {
    const found = places.flatMap((place) => columns.find(({ name }) => name === columnNames[place]) ?? []);
    const keys = found.filter(({ type }) => type.isKey || type.group === "enum");
    const [first] = keys;
    if (first === undefined) return [];
    const names = keys.map(({ name }) => name);
    const create = `INDEX ${short}_i${i} ON ${table}`;
    switch (kind) {
      case "unique":
        return isPartitioned
          ? []
          : [`CREATE UNIQUE ${create} (${names.join(", ")}) WHERE ${first.name} IS NULL`];
      case "expression":
        return first.type.group === "text"
          ? [`CREATE ${create} (lower(${first.name}))`]
          : first.type.group === "number"
            ? [`CREATE ${create} ((${first.name} + 1))`]
            : [];
      case "partial":
        return [`CREATE ${create} (${names.join(", ")}) WHERE ${this.#condition(first)}`];
      case "covering": {
        const included = found.filter(({ name }) => name !== first.name).map(({ name }) => name);
        return [
          `CREATE ${create} (${first.name})${included.length === 0 ? "" : ` INCLUDE (${included.join(", ")})`}`,
        ];
      }
      case "descending":
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

  #extras(
    table: RandomTable,
    name: string,
    short: string,
    columns: readonly Column[],
    stored: readonly Column[],
    isPartitioned: boolean,
  ): string[] {
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
        case "disabled":
          return [
            `CREATE ${trigger} AFTER INSERT ${run}`,
            `ALTER TABLE ${name} DISABLE TRIGGER ${short}_tr${i}`,
          ];
        default:
          return [`CREATE ${trigger} AFTER INSERT ${run}`];
      }
    });
    const policies = table.policies.flatMap(({ kind, column: place }, i) => {
      const column = at(place);
      const condition = column === undefined ? "true" : `${column.name} IS NOT NULL`;
      const policy = `CREATE POLICY p${i} ON ${name}`;
      return [
        kind === "check"
          ? `${policy} FOR INSERT WITH CHECK (${condition})`
          : `${policy}${kind === "restrictive" ? " AS RESTRICTIVE" : ""} USING (${condition})`,
      ];
    });
    const security = { none: [], enabled: ["ENABLE"], forced: ["ENABLE", "FORCE"] }[table.rowSecurity];
    const schema = name.startsWith("app.") ? "app." : "";
    const pair = stored.filter(({ type }) => type.isKey).slice(0, 2);
    return [
      ...triggers,
      ...policies,
      ...security.map((word) => `ALTER TABLE ${name} ${word} ROW LEVEL SECURITY`),
      ...(table.statistics && pair.length === 2
        ? [
            `CREATE STATISTICS ${schema}${short}_st ON ${pair.map(({ name }) => name).join(", ")} FROM ${name}`,
          ]
        : []),
      ...(table.comment ? [`COMMENT ON TABLE ${name} IS 'it''s ${short}'`] : []),
      ...(table.rule && !isPartitioned
        ? [`CREATE RULE ${short}_r AS ON DELETE TO ${name} WHERE false DO NOTHING`]
        : []),
      ...(table.replicaIdentity === "full" ? [`ALTER TABLE ${name} REPLICA IDENTITY FULL`] : []),
      ...columns.flatMap(({ name: column, definition, type, isPlain }) => [
        ...(definition.comment ? [`COMMENT ON COLUMN ${name}.${column} IS 'of ${short}'`] : []),
        ...(definition.physical && isPlain && !isPartitioned
          ? [`ALTER TABLE ${name} ALTER COLUMN ${column} SET STATISTICS 50`]
          : []),
        ...(definition.physical && isPlain && !isPartitioned && type.group === "text"
          ? [`ALTER TABLE ${name} ALTER COLUMN ${column} SET STORAGE EXTERNAL`]
          : []),
      ]),
    ];
  }

  /** The one column that others can refer to. */
  #referable(n: number): Column | undefined {
    const table = this.#schema.tables[n];
    if (table == null || ["range", "list", "hash"].includes(table.kind)) return undefined;
    const columns = this.#columns(table).filter((column) => !this.#isVirtual(column));
    const primary = table.primaryKey.flatMap(
      (place) => columns.find(({ name, type }) => name === columnNames[place] && type.isKey) ?? [],
    );
    return primary.length === 1 ? primary[0] : undefined;
  }

  #foreignKeys(table: RandomTable, n: number): string[] {
    const name = tableNames[n] as string;
    return table.foreignKeys.flatMap(({ column: place, table: other, kind }, i) => {
      const column = this.#columns(table).find(({ name }) => name === columnNames[place]);
      const target = this.#referable(other);
      const isPartitioned = ["range", "list", "hash"].includes(table.kind);
      const isLogged = (t: RandomTable | null | undefined) => t?.kind !== "unlogged";
      if (
        column === undefined ||
        target === undefined ||
        !column.isPlain ||
        column.type.sql !== target.type.sql
      )
        return [];
      if (isLogged(table) && !isLogged(this.#schema.tables[other])) return [];
      if (kind === "not valid" && isPartitioned) return [];
      const action = {
        plain: "",
        cascade: " ON DELETE CASCADE ON UPDATE CASCADE",
        "set null": " ON DELETE SET NULL",
        deferred: " DEFERRABLE INITIALLY DEFERRED",
        "not valid": " NOT VALID",
        full: " MATCH FULL",
      }[kind];
      return [
        `ALTER TABLE ${name} ADD CONSTRAINT t${n}_f${i} FOREIGN KEY (${column.name}) REFERENCES ${tableNames[other]} (${target.name})${action}`,
      ];
    });
  }

  /** The columns that a source of a view has. */
  #sourceColumns(
    source: number,
    before: number,
  ): { from: string; columns: string[]; numbers: string[] } | undefined {
    const { tables, views } = this.#schema;
    if (source < 4) {
      const table = tables[source];
      if (table == null) return undefined;
      const columns = this.#columns(table);
      return {
        from: tableNames[source] as string,
        columns: columns.map(({ name }) => name),
        numbers: columns.filter(({ type }) => type.sql === "integer").map(({ name }) => name),
      };
    }
    const view = views[source - 4];
    if (view == null || source - 4 >= before) return undefined;
    const inner = this.#sourceColumns(view.source, source - 4);
    if (inner === undefined) return undefined;
    const columns = this.#chosen(view, inner.columns);
    return { from: `v${source - 4}`, columns, numbers: [] };
  }

  #chosen(view: RandomView, columns: readonly string[]): string[] {
    const chosen = view.columns
      .map((place) => columnNames[place] as string)
      .filter((name) => columns.includes(name));
    return chosen.length === 0 ? columns.slice(0, 1) : chosen;
  }

  #view(view: RandomView, n: number): string[] {
    const source = this.#sourceColumns(view.source, n);
    if (source === undefined || source.columns.length === 0) return [];
    const { from, numbers } = source;
    const columns = this.#chosen(view, source.columns);
    const [first] = columns;
    const select = `SELECT ${columns.join(", ")}`;
    const isMaterialized = view.kind === "materialized";
    const call =
      numbers[0] !== undefined && this.#schema.functions[0] != null ? `, f0(${numbers[0]}) AS fn` : "";
    const body = {
      plain: `${select} FROM ${from}`,
      filtered: `${select} FROM ${from} WHERE ${first} IS NOT NULL`,
      barrier: `${select} FROM ${from}`,
      function: `${select}${call} FROM ${from}`,
      materialized: `${select} FROM ${from}`,
      grouped: `SELECT ${first}, count(*) AS n FROM ${from} GROUP BY ${first}`,
    }[view.kind];
    // What another view would take from it has to be there.
    const safe = view.kind === "grouped" && columns.length > 1 ? `${select} FROM ${from}` : body;
    const options = view.kind === "barrier" ? " WITH (security_barrier)" : "";
    const word = isMaterialized ? "MATERIALIZED VIEW" : "VIEW";
    return [
      `CREATE ${word} v${n}${options} AS ${safe}`,
      ...(view.comment
        ? [`COMMENT ON ${word} v${n} IS 'a view'`, `COMMENT ON COLUMN v${n}.${first} IS 'its column'`]
        : []),
      ...(view.index && isMaterialized && this.#isOrdered(view)
        ? [`CREATE INDEX v${n}_i ON v${n} (${first})`]
        : []),
    ];
  }

  #isOrdered(view: RandomView): boolean {
    const table = view.source < 4 ? this.#schema.tables[view.source] : null;
    if (table == null) return false;
    const columns = this.#columns(table);
    const [first] = this.#chosen(
      view,
      columns.map(({ name }) => name),
    );
    return columns.find(({ name }) => name === first)?.type.isKey === true;
  }

  #last(): string[] {
    const { sequences, tables, comments, enums, functions } = this.#schema;
    const owned = sequences.flatMap((sequence, n) => {
      const table = sequence === null ? null : tables[sequence.owner];
      const column = table == null ? undefined : this.#columns(table)[0];
      // A sequence and its table have to be in one schema.
      if (sequence === null || column === undefined || sequence.owner === 3) return [];
      return [`ALTER SEQUENCE s${n} OWNED BY ${tableNames[sequence.owner]}.${column.name}`];
    });
    return [
      ...owned,
      ...(comments[0] != null && enums[0] != null ? [`COMMENT ON TYPE e0 IS 'c${comments[0]}'`] : []),
      ...(comments[1] != null && functions[0] != null
        ? [`COMMENT ON FUNCTION f0(integer) IS 'c${comments[1]}'`]
        : []),
      ...(comments[2] != null ? [`COMMENT ON SCHEMA app IS 'c${comments[2]}'`] : []),
    ];
  }

  /** Three rows a table, alike in all of them, so that foreign keys hold. */
  rows(): string[] {
    const filled = this.#schema.tables.flatMap((table, n) => {
      if (table === null) return [];
      const isPartitioned = ["range", "list", "hash"].includes(table.kind);
      if (isPartitioned && table.partitions.length < (table.kind === "hash" ? 2 : 1)) return [];
      const columns = this.#columns(table).filter(({ isPlain }) => isPlain);
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
}
