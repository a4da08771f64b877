// Reading a database into facts. The extractor is pg-delta's; everything above this folder sees only `Catalog`.
import { buildFactBase, encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { extract } from "@supabase/pg-delta/extract";
import type { Client, Pool } from "pg";
import { completeFact } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { sharedCheckEdges } from "../facts/inherited-check.ts";
import { withoutFacts } from "../facts/without-facts.ts";
import { kindOf, nameOf } from "../names.ts";
import { type Reader, readerOn } from "../reader.ts";
import { readTraits } from "../traits/read-traits.ts";
import { readForeignPartitions } from "./foreign-partitions.ts";
import { readImplicitEdges } from "./implicit-edges.ts";
import { inheritedDependencies, onInherited } from "./inherited-dependencies.ts";
import { type OperatorObject, readOperators } from "./operators.ts";
import { partitionEdges } from "./partition-edges.ts";
import { readPartitionKeyEdges } from "./partition-key-edges.ts";
import { readPartitionKeyRoutines } from "./partition-key-routines.ts";
import { readPublicationEdges } from "./publication-edges.ts";
import { readTextSearch, type TextSearchObject } from "./text-search.ts";

/** The state of one database as content-addressed facts, one per column, constraint, index, … */
export interface Catalog {
  readonly facts: FactBase;
  /** Objects of kinds that the engine can't read; they are reported, never planned. */
  readonly unmodeled: readonly ObjectName[];
  /** The role that has read it. */
  readonly role: string;
  /** Statements that make the text search configurations, which an index or a generated column may use. */
  readonly textSearch: readonly TextSearchObject[];
  /** The same of operators and casts, and of access methods. */
  readonly operators: readonly OperatorObject[];
}

/** What a change is planned from. */
export type Schema = Pick<Catalog, "facts" | "operators">;

export interface ObjectName {
  readonly kind: string;
  /** Schema in front unless it is `public`. */
  readonly name: string;
}

export { encodeId, type Fact, type FactBase, type StableId };

/**
 * Reads the whole catalog in one REPEATABLE READ transaction on the given connection, with a number of
 * queries that does not depend on the number of tables.
 */
export async function extractCatalog(client: Client): Promise<Catalog> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    return await extractWithin(client);
  } finally {
    await client.query("ROLLBACK").catch(() => {});
  }
}

/** As {@link extractCatalog}, in the transaction that the connection is in. */
export async function extractWithin(client: Client): Promise<Catalog> {
  await client.query(readingSettings);
  const reader = readerOn(client);
  const { factBase, diagnostics } = await extract(onePool(reader));
  const { role, version } = await readSession(reader);
  const traits = await readTraits(reader, version);
  const foreign = await readForeignPartitions(reader);
  const unread = new Set(foreign.map(encodeId));
  const read = withoutRepetitions(factBase);
  const told = unread.size === 0 ? read : withoutFacts(read, ({ id }) => unread.has(encodeId(id)));
  // With what depends on them.
  const left = read
    .facts()
    .filter(({ id, parent }) => !told.has(id) && (parent === undefined || told.has(parent)));
  const overlooked = [
    ...(await readImplicitEdges(reader)),
    ...(await readPartitionKeyEdges(reader)),
    ...(await readPartitionKeyRoutines(reader)),
    ...(await readPublicationEdges(reader)),
  ];
  const edges = overlooked.filter(({ from, to }) => told.has(from) && told.has(to));
  const facts = told.facts().map((fact) => completeFact(fact, traits.get(encodeId(fact.id))));
  const completed = buildFactBase(facts, [...told.edges, ...edges]);
  const inherited = [
    ...inheritedDependencies(completed, diagnostics),
    ...onInherited(overlooked, completed),
    ...partitionEdges(completed),
    ...sharedCheckEdges(completed),
  ];
  return {
    facts: editFacts(completed, { addEdges: inherited }),
    unmodeled: [
      ...diagnostics.filter(({ code }) => code === "unmodeled_kind").flatMap(unmodeledObjects),
      ...left.map((fact) => ({ kind: kindOf(fact), name: nameOf(fact.id) })),
    ],
    role,
    textSearch: await readTextSearch(reader),
    operators: await readOperators(reader),
  };
}

async function readSession(reader: Reader): Promise<Session> {
  const { rows } = await reader.query<Session>(
    "SELECT current_user::text AS role, current_setting('server_version_num')::int / 10000 AS version",
  );
  return rows[0] as Session;
}

interface Session {
  readonly role: string;
  readonly version: number;
}

/**
 * Fewer orders of joins are looked at than PostgreSQL would: planning takes longer than running. The rest decides how
 * constants and names are written, and a database or a role may have its own way: `'2024-01-01 09:00:00 JST'`.
 */
const readingSettings = `
  SET LOCAL join_collapse_limit = 4;
  SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
  SET LOCAL quote_all_identifiers = off; SET LOCAL standard_conforming_strings = on`;

/** Since PostgreSQL 17 a domain's NOT NULL is a constraint as well; the engine would create it twice. */
function withoutRepetitions(facts: FactBase): FactBase {
  const repeated = facts
    .facts()
    .filter(
      ({ id, payload, parent }) =>
        id.kind === "constraint" && payload.type === "n" && parent?.kind === "domain",
    );
  return editFacts(facts, { remove: repeated });
}

/** The engine names five of a kind at most. */
function unmodeledObjects({ context }: { context?: Record<string, unknown> }): ObjectName[] {
  const { kind, count, samples } = context as { kind: string; count: number; samples: string[] };
  const rest = count - samples.length;
  const named = samples.map((name) => ({ kind, name }));
  return rest === 0 ? named : [...named, { kind, name: `${rest} more` }];
}

/**
 * pg-delta asks for a pool, takes one connection of it and opens a transaction: hand it the connection we have, in our
 * own transaction, and keep both open.
 */
function onePool(reader: Reader): Pool {
  const query = (sql: string, values?: unknown[]) =>
    /^(BEGIN|COMMIT|ROLLBACK)\b/.test(sql) ? Promise.resolve() : reader.query(sql, values);
  return { connect: async () => ({ query, release: () => {} }) } as unknown as Pool;
}
