// Making a schema out of its facts: for two databases compared with each other, and for trying a rename.
import type { Client } from "pg";
import {
  type Catalog,
  extractCatalog,
  type FactBase,
  leanedOn,
  planActions,
  projectScope,
  type Scope,
  type StableId,
  usableOutside,
  wholeDatabase,
  withFacts,
  withFoundations,
  withoutFacts,
} from "../engine/index.ts";
import { shapeSteps } from "../plan/steps.ts";
import { runSteps } from "../proof/run-steps.ts";

/** Builds in the empty database behind `client` everything of `catalog` that the engine can make. */
export async function buildReplica(client: Client, catalog: Catalog, scope: Scope): Promise<void> {
  await buildCopy(client, catalog, {
    ...scope,
    manage: new Set([...wholeDatabase, ...scope.manage]),
    include: [],
    exclude: [],
    within: undefined,
  });
}

/** The same of what the scope covers. */
export async function buildCopy(client: Client, catalog: Catalog, scope: Scope): Promise<void> {
  const empty = projectScope(await extractCatalog(client), scope).facts;
  const { facts } = projectScope(catalog, scope);
  const { textSearch, operators } = catalog;
  if (textSearch.length + operators.length === 0) return build(client, empty, facts);
  const homes = withoutFacts(facts, ({ id }) => !isHome(id));
  const founded = withFoundations(homes, facts);
  await build(client, empty, homes);
  await makeEach(client, textSearch);
  await build(client, homes, founded);
  const missing = await makeEach(client, operators);
  await build(client, founded, facts);
  await makeEach(client, missing);
}

async function build(client: Client, from: FactBase, to: FactBase): Promise<void> {
  const steps = await shapeSteps({ actions: planActions(from, to), from, to });
  await runSteps(client, steps, "the copy of the schema");
}

/** What the objects that the engine can't read are in, or come from. */
function isHome({ kind }: StableId): boolean {
  return kind === "schema" || kind === "extension";
}

/** Those that can't be made. */
async function makeEach(client: Client, statements: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const sql of statements) await client.query(sql).catch(() => missing.push(sql));
  return missing;
}

/**
 * Objects that the models use but need not declare – an extension's types, a function in a default, a domain – are
 * taken over from the database as it is. What can't be made before the tables is left out.
 */
export async function seedUndeclared(client: Client, catalog: Catalog, scope: Scope): Promise<void> {
  const wanted = usableOutside(catalog, scope);
  if (wanted.facts().length > 0)
    await makeWhatCanBe(client, usableOutside(await extractCatalog(client), scope), wanted);
  // A `.sql` file declares what it uses of these kinds too.
  if ([...wholeDatabase].every((kind) => scope.manage.has(kind))) return;
  await makeEach(client, [...catalog.textSearch, ...catalog.operators]);
}

/**
 * Adds to what the models build the objects of others that the database still depends on and the models do not mention
 * (any more): the way back needs them. `from` is what the scope covers of `actual`.
 */
export async function addLeanedOn(
  client: Client,
  { built, actual, from }: { built: Catalog; actual: Catalog; from: FactBase },
): Promise<Catalog> {
  const all = withFacts(built.facts, leanedOn(actual, from));
  if (all.facts().length === built.facts.facts().length) return built;
  await makeWhatCanBe(client, built.facts, all);
  return extractCatalog(client);
}

async function makeWhatCanBe(client: Client, from: FactBase, to: FactBase): Promise<void> {
  await client.query("SET check_function_bodies = off");
  for (const { sql } of planActions(from, to)) await client.query(sql).catch(() => {});
  await client.query("RESET check_function_bodies");
}
