// What the models make of an empty database.
import type { Client } from "pg";
import { type Catalog, extractCatalog } from "../engine/index.ts";
import { buildModels } from "../models/build.ts";
import type { Models } from "../models/load.ts";
import { loadParser } from "../sql/parser.ts";
import type { TenantGround } from "./tenant-ground.ts";
import { tenantStatements } from "./tenant-steps.ts";
import { keepNames } from "./unnamed.ts";

/** `named`: the database whose names are kept; undefined where they are those of the models. */
export async function buildCatalog(
  scratch: Client,
  { statements }: Pick<Models, "statements">,
  named: () => Promise<Catalog | undefined>,
): Promise<Catalog> {
  await buildModels(scratch, { statements });
  const built = await extractCatalog(scratch);
  const actual = await named();
  return actual === undefined ? built : keepNames(scratch, built, { statements, actual });
}

/** What a tenant has, in the schema that stands for every tenant's. */
export async function buildTenantCatalog(
  scratch: Client,
  models: Models,
  { tenant }: TenantGround,
): Promise<Catalog> {
  await loadParser();
  await buildModels(scratch, { statements: tenantStatements(models), schema: tenant });
  return extractCatalog(scratch);
}
