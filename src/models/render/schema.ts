import { quoteIdentifier } from "../../sql/quote.ts";
import type { Rendered } from "../statement.ts";

/** It may be there already: for a `.sql` file's objects, or for a function of the database's own that models use. */
export function renderSchema(name: string): Rendered {
  return { kind: "schema", name, sql: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}` };
}
