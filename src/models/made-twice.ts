// Two statements that make one thing, where PostgreSQL had to find it: models of TypeScript are compared before they run.
import type { VarveError } from "../errors.ts";
import { createdIn } from "../sql/created.ts";
import { loadParser } from "../sql/parser.ts";
import { duplicate, type Named, spacesOf } from "./duplicates.ts";
import { bareName, missingName } from "./missing-name.ts";
import type { Failure } from "./refused.ts";
import type { Statement } from "./statement.ts";

/** PostgreSQL manual, appendix A: duplicate table, object, function. */
const tellsOfDuplicates = new Set(["42P07", "42710", "42723"]);

/** DUPLICATE_OBJECT, when another of the statements makes what this one could not; undefined where that isn't sure. */
export async function madeTwice(
  { statement, error }: Failure,
  all: readonly Statement[],
): Promise<VarveError | undefined> {
  if (!tellsOfDuplicates.has(error.code ?? "")) return undefined;
  await loadParser();
  const own = namedIn(statement).find(({ name }) => bareName(name) === missingName(error));
  if (own === undefined) return undefined;
  const spaces = new Set(spacesOf(own));
  const other = all
    .filter((each) => each !== statement)
    .flatMap(namedIn)
    .find((named) => spacesOf(named).some((space) => spaces.has(space)));
  return other && duplicate(other, own, error);
}

/**
 * A name without a schema is taken for one of `public`, as the renderers say it; models of a tenant put nothing in the real
 * one. Where the file sets a search path nobody knows.
 */
function namedIn({ sql, session = "", file, line }: Statement): Named[] {
  const unsaid = /search_path|schema/i.test(session) ? undefined : "public";
  return createdIn(sql).flatMap(({ kind, schema = unsaid, name: bare, args }) => {
    if (schema === undefined) return [];
    const name = args === undefined ? bare : `${bare}(${args})`;
    return [{ kind, schema, table: undefined, name, file, line }];
  });
}
