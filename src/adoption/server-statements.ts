// Statements whose effect is not on the database they run in, but on the server: on a scratch database they would be for real.
// Pure; the parser has to be loaded.
import { parseStatements } from "../sql/parser.ts";

const ofServer = new Set([
  "AlterDatabaseSetStmt",
  "AlterDatabaseStmt",
  "AlterRoleSetStmt",
  "AlterRoleStmt",
  "AlterSubscriptionStmt",
  "AlterSystemStmt",
  "CreateRoleStmt",
  "CreateSubscriptionStmt",
  "CreateTableSpaceStmt",
  "CreatedbStmt",
  "DropRoleStmt",
  "DropSubscriptionStmt",
  "DropTableSpaceStmt",
  "DropdbStmt",
  "GrantRoleStmt",
]);

export interface SplitSteps {
  /** What the steps do to the database. */
  readonly steps: readonly string[];
  /** The roles that they create. */
  readonly roles: readonly { readonly name: string; readonly sql: string }[];
}

export function withoutServerStatements(steps: readonly string[]): SplitSteps {
  const parsed = steps.map((sql) => ({ sql, statements: parseStatements(sql) }));
  const textOf = ({ source, start, end }: ReturnType<typeof parseStatements>[number]) =>
    Buffer.from(source).subarray(start, end).toString().trim();
  return {
    steps: parsed.flatMap(({ sql, statements }) => {
      const kept = statements.filter(({ kind }) => !ofServer.has(kind));
      return kept.length === statements.length ? [sql] : kept.map(textOf);
    }),
    roles: parsed.flatMap(({ statements }) =>
      statements.flatMap((statement) => {
        const { CreateRoleStmt } = statement.node as { CreateRoleStmt?: { role?: string } };
        return CreateRoleStmt === undefined
          ? []
          : [{ name: CreateRoleStmt.role ?? "", sql: textOf(statement) }];
      }),
    ),
  };
}
