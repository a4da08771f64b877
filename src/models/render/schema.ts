import { quoteIdentifier } from "../../sql/quote.ts";
import type { Rendered } from "../statement.ts";

export function renderSchema(name: string): Rendered {
  return { kind: "schema", name, sql: `CREATE SCHEMA ${quoteIdentifier(name)}` };
}
