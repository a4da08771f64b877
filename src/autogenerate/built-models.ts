// What the models make of an empty database.
import type { Client } from "pg";
import { type Catalog, extractCatalog } from "../engine/index.ts";
import { buildModels } from "../models/build.ts";
import type { Models } from "../models/load.ts";
import type { Statement } from "../models/statement.ts";
import { loadParser } from "../sql/parser.ts";
import { tenantStatements } from "./tenant-steps.ts";
import { keepNames, unnamedIn } from "./unnamed.ts";

/** `readActual`: what it is compared with, whose names are kept; undefined where they are those of the models. */
export async function buildCatalog(
  scratch: Client,
  statements: readonly Statement[],
  readActual?: () => Promise<Catalog>,
): Promise<Catalog> {
  await buildModels(scratch, { statements });
  return named(scratch, statements, readActual);
}

/** What a tenant has, in the schema that stands for every tenant's. */
export async function buildTenantCatalog(
  scratch: Client,
  models: Models,
  { tenant, readActual }: { tenant: string; readActual(): Promise<Catalog> },
): Promise<Catalog> {
  await loadParser();
  const statements = tenantStatements(models);
  await buildModels(scratch, { statements, schema: tenant });
  return named(scratch, statements, readActual);
}

async function named(
  scratch: Client,
  statements: readonly Statement[],
  readActual: (() => Promise<Catalog>) | undefined,
): Promise<Catalog> {
  const built = await extractCatalog(scratch);
  if (readActual === undefined || unnamedIn(statements).length === 0) return built;
  return keepNames(scratch, built, { statements, actual: (await readActual()).facts });
}
