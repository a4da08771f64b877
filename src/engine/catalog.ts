// Reading a database into facts. The extractor is pg-delta's; everything above this folder sees only `Catalog`.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { extract } from "@supabase/pg-delta/extract";
import type { Client, Pool } from "pg";

/** The state of one database as content-addressed facts, one per column, constraint, index, … */
export interface Catalog {
  readonly facts: FactBase;
  /** Objects of kinds that the engine can't read; they are reported, never planned. */
  readonly unmodeled: readonly ObjectName[];
}

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
  const { factBase, diagnostics } = await extract(onePool(client));
  const unmodeled = diagnostics
    .filter((diagnostic) => diagnostic.code === "unmodeled_kind")
    .flatMap(({ context }) => {
      const { kind, samples } = context as { kind: string; samples: string[] };
      return samples.map((name) => ({ kind, name }));
    });
  return { facts: factBase, unmodeled };
}

/** pg-delta asks for a pool and takes one connection of it: hand it the one we have, and keep it open. */
function onePool(client: Client): Pool {
  const connection = { query: client.query.bind(client), release: () => {} };
  return { connect: async () => connection } as unknown as Pool;
}
