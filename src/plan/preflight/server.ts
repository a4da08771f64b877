import { quoteLiteral } from "../../sql/quote.ts";
import type { PreflightRule } from "./rule.ts";

/** A server is not dropped while there are user mappings for it, which hold secrets and are never compared. */
export const server: PreflightRule = (operation) => {
  if (operation.kind !== "statement" || !("DropStmt" in operation.node)) return [];
  const { removeType, objects = [] } = operation.node.DropStmt;
  if (removeType !== "OBJECT_FOREIGN_SERVER") return [];
  return objects.flatMap((node) => {
    const name = "String" in node ? (node.String.sval ?? "") : "";
    return [
      {
        message: `the foreign server ${name} has a user mapping`,
        sql: `SELECT usename AS key FROM pg_catalog.pg_user_mappings WHERE srvname = ${quoteLiteral(name)}`,
        hint: "Drop each of them first: DROP USER MAPPING FOR … SERVER …; a server that is made anew needs them made again.",
      },
    ];
  });
};
