import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import type { InPlace } from "./in-place.ts";

const clauses = { usingExpr: "USING", checkExpr: "WITH CHECK" } as const;
const attributes = Object.keys(clauses) as (keyof typeof clauses)[];

/** A policy gets other expressions in place, unless it loses one. Manual: ALTER POLICY. */
export const alteredPolicy: InPlace = {
  attributes,
  isChange: ({ payload: old }, { id, payload }) => {
    if (id.kind !== "policy" || old.cmd !== payload.cmd || old.permissive !== payload.permissive)
      return false;
    return (
      attributes.some((key) => old[key] !== payload[key]) &&
      attributes.every((key) => old[key] == null || payload[key] != null)
    );
  },
  sql: ({ id, payload }, old) => {
    const { schema, table, name } = id as { schema: string; table: string; name: string };
    const changed = attributes.filter((key) => old.payload[key] !== payload[key]);
    return [
      `ALTER POLICY ${quoteIdentifier(name)} ON ${quoteName(table, schema)}`,
      ...changed.map((key) => `${clauses[key]} (${payload[key]})`),
    ].join(" ");
  },
};
