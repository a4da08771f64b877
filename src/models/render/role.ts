import type { PgRole } from "drizzle-orm/pg-core";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Rendered } from "../statement.ts";

export function renderRole(role: PgRole): Rendered {
  const { name, createDb, createRole, inherit } = role as PgRole & {
    createDb?: boolean;
    createRole?: boolean;
    inherit?: boolean;
  };
  const sql = [
    `CREATE ROLE ${quoteIdentifier(name)}`,
    ...(createDb === true ? ["CREATEDB"] : []),
    ...(createRole === true ? ["CREATEROLE"] : []),
    ...(inherit === false ? ["NOINHERIT"] : []),
  ].join(" ");
  return { kind: "role", name, sql };
}
