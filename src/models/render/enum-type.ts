import { quoteLiteral, quoteName } from "../../sql/quote.ts";
import type { EnumType } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";

export function renderEnum({ enumName, enumValues, schema = "public" }: EnumType): Rendered {
  const sql = `CREATE TYPE ${quoteName(enumName, schema)} AS ENUM (${enumValues.map(quoteLiteral).join(", ")})`;
  return { kind: "enum", schema, name: enumName, sql };
}
