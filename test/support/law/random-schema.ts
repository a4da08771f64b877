// Schemas drawn at random: plain data, of which every value means something, so that fast-check can make them smaller.
import * as fc from "fast-check";

export interface RandomColumn {
  /** Index into the types of render-schema.ts. */
  type: number;
  notNull: boolean;
  has:
    | "nothing"
    | "default"
    | "function default"
    | "sequence default"
    | "expression"
    | "call"
    | "identity"
    | "serial";
  comment: boolean;
  /** Storage and statistics. */
  physical: boolean;
}

const indexKinds = [
  "plain",
  "unique",
  "expression",
  "call",
  "partial",
  "covering",
  "descending",
  "hash",
  "brin",
  "gin",
  "gist",
  "operator class",
  "collation",
  "nulls",
  "parameters",
  "fillfactor",
] as const;

export interface RandomIndex {
  columns: number[];
  kind: (typeof indexKinds)[number];
}

const triggerKinds = [
  "insert",
  "update of",
  "when",
  "constraint",
  "disabled",
  "disabled on a partition",
  "always",
  "statement",
  "transition",
] as const;

export interface RandomTable {
  kind: "plain" | "unlogged" | "range" | "list" | "hash";
  columns: (RandomColumn | null)[];
  /** Columns; empty: none. */
  primaryKey: number[];
  uniques: { columns: number[]; kind: "plain" | "deferrable" | "nulls" | "exclusion" }[];
  checks: { column: number; kind: "value" | "two columns" | "function" | "not valid" | "no inherit" }[];
  foreignKeys: {
    column: number;
    table: number;
    kind: "plain" | "cascade" | "set null" | "set some null" | "deferred" | "not valid" | "full";
  }[];
  indexes: RandomIndex[];
  triggers: {
    kind: (typeof triggerKinds)[number];
    column: number;
  }[];
  policies: { kind: "using" | "check" | "restrictive" | "call"; column: number; role: number }[];
  rowSecurity: "none" | "enabled" | "forced";
  options: "none" | "fillfactor" | "autovacuum" | "toast";
  access: "nobody" | "owner" | "reader" | "reader of a column";
  statistics: boolean;
  comment: boolean;
  rule: boolean;
  replicaIdentity: "default" | "full";
  /** Of a partitioned table. */
  partitions: { bounds: number; own: boolean; split: boolean; attached: boolean }[];
}

const viewKinds = [
  "plain",
  "filtered",
  "barrier",
  "invoker",
  "checked",
  "function",
  "materialized",
  "grouped",
] as const;

export interface RandomView {
  /** Tables come first, then the views before it. */
  source: number;
  columns: number[];
  kind: (typeof viewKinds)[number];
  comment: boolean;
  index: boolean;
  trigger: boolean;
}

const domainKinds = ["plain", "check", "not valid check", "default", "not null"] as const;

export interface RandomSchema {
  enums: (number[] | null)[];
  domains: ({ base: number; kind: (typeof domainKinds)[number] } | null)[];
  composites: (number[] | null)[];
  /** What the ranges are of. */
  ranges: (number | null)[];
  extensions: (0 | null)[];
  sequences: ({ increment: number; start: number; cycle: boolean; type: number; owner: number } | null)[];
  functions: ({
    parameter: number;
    returns: number;
    body: number;
    kind: "sql" | "plpgsql" | "atomic";
    /** A second argument, which calls leave out. */
    more: boolean;
  } | null)[];
  aggregates: (number | null)[];
  procedures: (number | null)[];
  tables: (RandomTable | null)[];
  views: (RandomView | null)[];
  comments: (number | null)[];
  grants: (number | null)[];
}

const small = (max: number) => fc.nat({ max });
const someOf = (max: number, maxLength: number) => fc.uniqueArray(small(max), { maxLength });
const optional = <T>(arbitrary: fc.Arbitrary<T>, freq = 3) => fc.option(arbitrary, { freq });
const slots = <T>(arbitrary: fc.Arbitrary<T>, count: number, freq = 3) =>
  fc.array(optional(arbitrary, freq), { minLength: count, maxLength: count });

export const columnCount = 6;
const column = small(columnCount - 1);

const randomColumn: fc.Arbitrary<RandomColumn> = fc.record({
  type: small(29),
  notNull: fc.boolean(),
  has: fc.constantFrom(
    "nothing",
    "nothing",
    "default",
    "function default",
    "sequence default",
    "expression",
    "call",
    "identity",
    "serial",
  ),
  comment: fc.boolean(),
  physical: fc.boolean(),
});

const randomTable: fc.Arbitrary<RandomTable> = fc.record({
  kind: fc.constantFrom("plain", "plain", "plain", "unlogged", "range", "list", "hash"),
  columns: slots(randomColumn, columnCount, 5),
  primaryKey: fc.uniqueArray(column, { maxLength: 2 }),
  uniques: fc.array(
    fc.record({
      columns: fc.uniqueArray(column, { minLength: 1, maxLength: 2 }),
      kind: fc.constantFrom("plain", "deferrable", "nulls", "exclusion"),
    }),
    { maxLength: 2 },
  ),
  checks: fc.array(
    fc.record({
      column,
      kind: fc.constantFrom("value", "two columns", "function", "not valid", "no inherit"),
    }),
    { maxLength: 2 },
  ),
  foreignKeys: fc.array(
    fc.record({
      column,
      table: small(3),
      kind: fc.constantFrom("plain", "cascade", "set null", "set some null", "deferred", "not valid", "full"),
    }),
    { maxLength: 2 },
  ),
  indexes: fc.array(
    fc.record({
      columns: fc.uniqueArray(column, { minLength: 1, maxLength: 3 }),
      kind: fc.constantFrom(...indexKinds),
    }),
    { maxLength: 3 },
  ),
  triggers: fc.array(
    fc.record({
      kind: fc.constantFrom(...triggerKinds),
      column,
    }),
    { maxLength: 2 },
  ),
  policies: fc.array(
    fc.record({ kind: fc.constantFrom("using", "check", "restrictive", "call"), column, role: small(2) }),
    {
      maxLength: 2,
    },
  ),
  rowSecurity: fc.constantFrom("none", "enabled", "forced"),
  options: fc.constantFrom("none", "fillfactor", "autovacuum", "toast"),
  access: fc.constantFrom("nobody", "nobody", "owner", "reader", "reader of a column"),
  statistics: fc.boolean(),
  comment: fc.boolean(),
  rule: fc.boolean(),
  replicaIdentity: fc.constantFrom("default", "default", "full"),
  partitions: fc.array(
    fc.record({ bounds: small(2), own: fc.boolean(), split: fc.boolean(), attached: fc.boolean() }),
    { maxLength: 3 },
  ),
});

export const randomSchema: fc.Arbitrary<RandomSchema> = fc.record({
  enums: slots(fc.uniqueArray(small(4), { minLength: 1, maxLength: 5 }), 2),
  domains: slots(fc.record({ base: small(6), kind: fc.constantFrom(...domainKinds) }), 2),
  composites: slots(fc.array(small(8), { minLength: 1, maxLength: 3 }), 1),
  ranges: slots(small(5), 1),
  extensions: slots(fc.constant(0), 1, 1),
  sequences: slots(
    fc.record({
      increment: small(3),
      start: small(20),
      cycle: fc.boolean(),
      type: small(2),
      owner: small(5),
    }),
    2,
  ),
  functions: slots(
    fc.record({
      parameter: small(3),
      returns: small(2),
      body: small(3),
      kind: fc.constantFrom("sql", "plpgsql", "atomic"),
      more: fc.boolean(),
    }),
    3,
  ),
  aggregates: slots(small(2), 1),
  procedures: slots(small(3), 1),
  tables: slots(randomTable, 4, 5),
  views: slots(
    fc.record({
      source: small(6),
      columns: someOf(columnCount - 1, 4),
      kind: fc.constantFrom(...viewKinds),
      comment: fc.boolean(),
      index: fc.boolean(),
      trigger: fc.boolean(),
    }),
    3,
  ),
  comments: slots(small(3), 8),
  grants: slots(small(1), 5),
});

/** Two schemas that share what is not in `changes`; a change is a way into a schema, such as `tables.0.columns.2`. */
export interface RandomChange {
  before: RandomSchema;
  other: RandomSchema;
  changes: string[];
}

const ways = [
  ...["enums", "domains", "sequences"].flatMap((kind) => [0, 1].map((n) => `${kind}.${n}`)),
  ...["composites", "ranges", "extensions", "procedures", "aggregates"].map((kind) => `${kind}.0`),
  ...["functions", "views"].flatMap((kind) => [0, 1, 2].map((n) => `${kind}.${n}`)),
  ...["comments", "grants"],
  ...[0, 1, 2, 3].flatMap((n) => [
    `tables.${n}`,
    ...Array.from({ length: columnCount }, (_, i) => `tables.${n}.columns.${i}`),
    ...["kind", "primaryKey", "uniques", "checks", "foreignKeys", "indexes", "triggers", "policies"].map(
      (part) => `tables.${n}.${part}`,
    ),
    ...[
      "rowSecurity",
      "options",
      "access",
      "statistics",
      "comment",
      "rule",
      "replicaIdentity",
      "partitions",
    ].map((part) => `tables.${n}.${part}`),
  ]),
];

export const randomChange: fc.Arbitrary<RandomChange> = fc.record({
  before: randomSchema,
  other: randomSchema,
  changes: fc.uniqueArray(fc.constantFrom(...ways), { minLength: 1, maxLength: 12 }),
});

/** The schema after the change. */
export function changed({ before, other, changes }: RandomChange): RandomSchema {
  const after = structuredClone(before);
  for (const way of changes) {
    const steps = way.split(".");
    const last = steps.pop() as string;
    const [target, source] = [walk(after, steps), walk(other, steps)];
    if (target != null && source != null) target[last] = structuredClone(source[last]);
  }
  return after;
}

function walk(schema: RandomSchema, steps: readonly string[]): Record<string, unknown> | null | undefined {
  return steps.reduce<Record<string, unknown> | null | undefined>(
    (value, step) => value?.[step] as Record<string, unknown> | null | undefined,
    schema as unknown as Record<string, unknown>,
  );
}
