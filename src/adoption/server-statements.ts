// Statements whose effect is not on the database they run in, but on the server: on a scratch database they would be for real.
// Pure; the parser has to be loaded.
import { parseStatements } from "../sql/parser.ts";
import { quoteIdentifier } from "../sql/quote.ts";

const ofServer = new Set([
  "AlterDatabaseSetStmt",
  "AlterDatabaseStmt",
  "AlterRoleSetStmt",
  "AlterRoleStmt",
  "AlterSubscriptionStmt",
  "AlterSystemStmt",
  "AlterTableSpaceOptionsStmt",
  "CreateRoleStmt",
  "CreateSubscriptionStmt",
  "CreateTableSpaceStmt",
  "CreatedbStmt",
  "DropOwnedStmt",
  "DropRoleStmt",
  "DropSubscriptionStmt",
  "DropTableSpaceStmt",
  "DropdbStmt",
  "GrantRoleStmt",
  "ReassignOwnedStmt",
]);

/** What a GRANT, an ALTER … OWNER or RENAME, a COMMENT can be about. */
const serverObjects = new Set<unknown>([
  "OBJECT_DATABASE",
  "OBJECT_PARAMETER_ACL",
  "OBJECT_ROLE",
  "OBJECT_SUBSCRIPTION",
  "OBJECT_TABLESPACE",
]);

type Parsed = ReturnType<typeof parseStatements>[number];

function isOfServer({ kind, node }: Parsed): boolean {
  const { objtype, objectType, renameType } =
    (node as unknown as Record<string, Record<string, unknown>>)[kind] ?? {};
  return ofServer.has(kind) || [objtype, objectType, renameType].some((type) => serverObjects.has(type));
}

export interface SplitSteps {
  /** What the steps do to the database. */
  readonly steps: readonly string[];
  /** The roles that they create, bare: while the steps are tried, nobody may log in as one. */
  readonly roles: readonly { readonly name: string; readonly sql: string }[];
}

export function withoutServerStatements(steps: readonly string[]): SplitSteps {
  const parsed = steps.map((sql) => ({ sql, statements: parseStatements(sql) }));
  return {
    steps: parsed.flatMap(({ sql, statements }) => {
      const kept = statements.filter((statement) => !isOfServer(statement));
      return kept.length === statements.length ? [sql] : kept.map(({ text }) => text);
    }),
    roles: parsed.flatMap(({ statements }) =>
      statements.flatMap((statement) => {
        const { CreateRoleStmt } = statement.node as { CreateRoleStmt?: { role?: string } };
        const name = CreateRoleStmt?.role;
        return name === undefined ? [] : [{ name, sql: `CREATE ROLE ${quoteIdentifier(name)}` }];
      }),
    ),
  };
}
