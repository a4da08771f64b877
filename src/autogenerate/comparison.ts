// A database beside what it should be, both read by the same extractor through the same scope.
import type { Client } from "pg";
import { withClient } from "../database/connect.ts";
import { fromPostgresError } from "../database/postgres-error.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import {
  type Catalog,
  extractCatalog,
  extractWithin,
  type FactBase,
  notComparedOf,
  type ObjectName,
  prepareReadings,
  projectScope,
  type Schema,
  type Scope,
  withValidIndexes,
} from "../engine/index.ts";
import { addLeanedOn, keepSettings } from "./replica.ts";

export interface Comparison {
  /** What is. */
  readonly from: FactBase;
  /** What should be. */
  readonly to: FactBase;
  /** What is, and what should be, unscoped. */
  readonly actual: Catalog;
  readonly desired: Catalog;
  readonly notCompared: readonly ObjectName[];
  /** Roles that the models declare: they belong to no database, so nothing compares them. */
  readonly roles: readonly ModelRole[];
  /** A connection to the scratch database, which holds what should be. */
  readonly scratch: Client;
  /** Reads `client`'s database as `from` and `to` were read. */
  read(client: Client): Promise<Schema>;
  /** Reads what the statements would make of `client`'s database, and takes them back. Errors: PLAN_IMPOSSIBLE. */
  readAfter(client: Client, statements: readonly string[]): Promise<Schema>;
  /** Where further scratch databases can be made. */
  readonly scratchUrl: string;
  readonly scope: Scope;
  readonly signal: AbortSignal | undefined;
}

export interface ModelRole {
  readonly name: string;
  /** CREATE ROLE … */
  readonly sql: string;
  /** The server of what is lacks it. */
  readonly isMissing: boolean;
}

export interface ComparisonOptions {
  /** Reads what is. */
  readActual(): Promise<Catalog>;
  /**
   * Makes what should be in an empty database, and reads it, while what is is read; `actual` is for what nothing but the
   * database itself declares.
   */
  build(scratch: Client, actual: Promise<Catalog>): Promise<Catalog>;
  readonly scope: Scope;
  readonly scratchUrl: string;
  readonly roles?: readonly ModelRole[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens both sides, hands them to `fn`, and leaves nothing behind. */
export async function withComparison<T>(
  { readActual, build, scope, scratchUrl, roles = [], signal }: ComparisonOptions,
  fn: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const reading = readActual();
  reading.catch(() => {});
  return withScratch(scratchUrl, signal, async (scratch) => {
    const [actual, built] = await Promise.all([reading, build(scratch, reading)]).catch(async (error) => {
      // What it uses is taken away once this fails.
      await reading.catch(() => {});
      throw error;
    });
    const from = projectScope(actual, scope);
    const settled = scope.manage.has("physical") ? built : await keepSettings(scratch, { built, actual });
    const desired = await addLeanedOn(scratch, { built: settled, actual, from: from.facts });
    const to = projectScope(desired, scope);
    return fn({
      from: from.facts,
      to: withValidIndexes(to.facts),
      actual,
      desired,
      notCompared: notComparedOf(from, to),
      roles,
      scratch,
      read: async (client) => project(await extractCatalog(client), scope),
      readAfter: async (client, statements) => project(await extractAfter(client, statements), scope),
      scratchUrl,
      scope,
      signal,
    });
  });
}

function project(catalog: Catalog, scope: Scope): Schema {
  return { facts: projectScope(catalog, scope).facts, operators: catalog.operators };
}

/** What the statements would make of `client`'s database; they are taken back. Error: PLAN_IMPOSSIBLE. */
export async function extractAfter(client: Client, statements: readonly string[]): Promise<Catalog> {
  await client.query("BEGIN");
  try {
    for (const sql of statements) {
      await client.query(sql).catch((error: unknown) => {
        throw fromPostgresError(error, {
          code: "PLAN_IMPOSSIBLE",
          sql,
          hint: "Split the change in two revisions, or write this one by hand: varve revision --empty.",
        });
      });
    }
    return await extractWithin(client);
  } finally {
    await client.query("ROLLBACK").catch(() => {});
  }
}

/** A connection to an empty database that is gone afterwards. */
export function withScratch<T>(
  url: string,
  signal: AbortSignal | undefined,
  fn: (client: Client) => Promise<T>,
): Promise<T> {
  return withScratchDatabase({ url }, (scratch) =>
    withClient(
      scratch.url,
      async (client) => {
        // Nothing here has to survive a crash of the server.
        await client.query("SET synchronous_commit = off");
        prepareReadings(client);
        return fn(client);
      },
      { applicationName: "varve scratch", signal },
    ),
  );
}

/** As {@link withScratch}, but the result is there while the database is still being dropped: await `gone` as well. */
export function inScratch<T>(...[url, signal, fn]: Parameters<typeof withScratch<T>>): {
  readonly result: Promise<T>;
  readonly gone: Promise<void>;
} {
  let gone = Promise.resolve();
  const result = new Promise<T>((resolve, reject) => {
    gone = withScratch(url, signal, (client) => fn(client).then(resolve)).catch(reject);
  });
  return { result, gone };
}
