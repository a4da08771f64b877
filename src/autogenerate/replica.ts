// Making a schema out of its facts: for two databases compared with each other, and for trying a rename.
import type { Client } from "pg";
import { distinctBy } from "../by-key.ts";
import {
  type Catalog,
  extractCatalog,
  type FactBase,
  leanedOn,
  planActions,
  projectScope,
  type Scope,
  usableOutside,
  wholeDatabase,
  withFacts,
  withFoundations,
  withoutFacts,
  withSettingsOf,
} from "../engine/index.ts";
import { buildWhatIsNeeded, isHome } from "./build-needed.ts";

/**
 * Builds in the empty database behind `client` everything of `catalog` that the engine can make. What the scope does not cover may be
 * missing. Errors: PLAN_IMPOSSIBLE.
 */
export async function buildReplica(client: Client, catalog: Catalog, scope: Scope): Promise<void> {
  const whole: Scope = {
    ...scope,
    manage: new Set([...wholeDatabase, ...scope.manage]),
    include: [],
    exclude: [],
    within: undefined,
  };
  await buildCopy(client, catalog, whole, projectScope(catalog, scope).facts);
}

/** Text search is not compared: what the database has stays there, and the way back may need it. Pure. */
export function withTextSearch(catalog: Catalog, actual: Catalog): Catalog {
  const textSearch = distinctBy([...catalog.textSearch, ...actual.textSearch], ({ sql }) => sql);
  return { ...catalog, textSearch };
}

/** The same of what the scope covers; `needed`: what may not be missing. Errors: PLAN_IMPOSSIBLE. */
export async function buildCopy(
  client: Client,
  catalog: Catalog,
  scope: Scope,
  needed = projectScope(catalog, scope).facts,
): Promise<void> {
  const empty = projectScope(await extractCatalog(client), scope).facts;
  const { facts } = projectScope(catalog, scope);
  const { textSearch, operators } = catalog;
  const build = (from: FactBase, to: FactBase) => buildWhatIsNeeded(client, { from, to, needed });
  if (textSearch.length + operators.length === 0) return build(empty, facts);
  const homes = withoutFacts(facts, ({ id }) => !isHome(id));
  const founded = withFoundations(homes, facts);
  await build(empty, homes);
  await makeEach(client, textSearchOf(catalog));
  await build(homes, founded);
  const missing = await makeEach(client, operatorsOf(catalog));
  await build(founded, facts);
  await makeEach(client, missing);
}

function textSearchOf({ textSearch }: Catalog): string[] {
  return textSearch.map(({ sql }) => sql);
}

function operatorsOf({ operators }: Catalog): string[] {
  return operators.flatMap(({ statements }) => statements);
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
  await makeEach(client, [...textSearchOf(catalog), ...operatorsOf(catalog)]);
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

/** Makes the operators and casts of a database that can be made; they are planned for nobody, and need their functions. */
export async function addOperators(client: Client, catalog: Catalog): Promise<void> {
  await makeEach(client, operatorsOf(catalog));
}

/** Stores and replicates the tables that the models build as the database does: nothing else says how, so they stay as they are. */
export async function keepSettings(
  client: Client,
  { built, actual }: { built: Catalog; actual: Catalog },
): Promise<Catalog> {
  const kept = withSettingsOf(built.facts, actual.facts);
  if (kept === built.facts) return built;
  await makeWhatCanBe(client, built.facts, kept);
  return extractCatalog(client);
}

async function makeWhatCanBe(client: Client, from: FactBase, to: FactBase): Promise<void> {
  await client.query("SET check_function_bodies = off");
  for (const { sql } of planActions(from, to)) await client.query(sql).catch(() => {});
  await client.query("RESET check_function_bodies");
}
