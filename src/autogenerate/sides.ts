// The two schemas of a comparison, and what PostgreSQL makes of them when statements are tried on a copy: whatever mentions a
// renamed object – indexes, checks, views, defaults – comes out as it will in the real database.
import type { Client } from "pg";
import { distinctBy } from "../by-key.ts";
import { fromPostgresError } from "../database/postgres-error.ts";
import { commonGround, type FactBase, type Schema } from "../engine/index.ts";
import { silentRenames } from "../renames/candidates.ts";
import { type RenameChoice, renameChooser } from "../renames/choose.ts";
import { movedExtensions } from "../renames/moved-extensions.ts";
import { createSchema, missingSchemas, orderRenames, type Rename, renameSql } from "../renames/rename.ts";
import { type Comparison, withScratch } from "./comparison.ts";
import { buildReplica } from "./replica.ts";

export interface Side extends Schema {
  /** The schema as it would be once these statements have run. */
  after(statements: readonly string[]): Promise<Schema>;
}

export interface RenamedSide extends Side {
  /** New schemas that something is moved into; they are made before the renames. */
  readonly schemas: readonly string[];
  /** In the order in which they are to run; the schema is the one after them. */
  readonly renames: readonly Rename[];
}

/** What should be. */
export function desiredSide({ to, desired, scratch, readAfter }: Comparison, actual: Schema): Side {
  // What nobody compares stays, as long as it can. It was read in another database, of which the OIDs say nothing here.
  const withActual = ({ facts, operators }: Schema): Schema => {
    const standing = actual.operators
      .filter(({ needs }) => needs.every((id) => facts.has(id) || !actual.facts.has(id)))
      .map((operator) => ({ ...operator, key: `standing ${operator.key}` }));
    return {
      facts,
      operators: distinctBy([...standing, ...operators], ({ kind, object }) => `${kind} ${object}`),
    };
  };
  return {
    ...withActual({ facts: to, operators: desired.operators }),
    after: async (statements) => withActual(await readAfter(scratch, statements)),
  };
}

/**
 * Finds the renames in a comparison, and hands over the schema that they lead to. Errors: RENAME_AMBIGUOUS,
 * RENAME_UNKNOWN, PLAN_IMPOSSIBLE, those of `fn`.
 */
export async function withRenamedSide<T>(
  comparison: Comparison,
  choice: RenameChoice,
  fn: (side: RenamedSide) => Promise<T>,
): Promise<T> {
  const { from, to, readAfter } = comparison;
  const unchanged: Schema = { facts: from, operators: comparison.actual.operators };
  const chooser = renameChooser(choice, to);
  const first = await chooser.next(from);
  const isRenamed = first.length > 0 || unaskedRenames(from, to).length > 0;
  if (!isRenamed) chooser.assertAllUsed(from);
  if (!isRenamed && !isCopyNeeded(from, to))
    return fn({ ...unchanged, schemas: [], renames: [], after: async () => unchanged });
  return withScratch(comparison.scratchUrl, comparison.signal, async (copy) => {
    await buildReplica(copy, comparison.actual, comparison.scope);
    const renamed = isRenamed
      ? await applyRenames(copy, comparison, chooser, first)
      : { ...unchanged, schemas: [], renames: [] };
    return fn({ ...renamed, after: (statements) => readAfter(copy, statements) });
  });
}

/** Whether something has to be tried on what is, on the way there or back. */
function isCopyNeeded(from: FactBase, to: FactBase): boolean {
  return commonGround(from, to).leave.length > 0 || commonGround(to, from).undo.length > 0;
}

async function applyRenames(
  copy: Client,
  { from, to, actual, read }: Comparison,
  chooser: ReturnType<typeof renameChooser>,
  first: readonly Rename[],
): Promise<Omit<RenamedSide, "after">> {
  const schemas: string[] = [];
  const renames: Rename[] = [];
  let schema: Schema = { facts: from, operators: actual.operators };
  const run = async (batch: readonly Rename[]) => {
    const ordered = orderRenames(batch);
    const missing = missingSchemas(ordered, schema.facts);
    await runAll(copy, [...missing.map(createSchema), ...ordered.flatMap(renameSql)]);
    schemas.push(...missing);
    renames.push(...ordered);
    schema = await read(copy);
  };
  // A renamed table's columns can only be matched once the table has its new name.
  for (let chosen = first; chosen.length > 0; chosen = await chooser.next(schema.facts)) await run(chosen);
  chooser.assertAllUsed(schema.facts);
  const silent = () => unaskedRenames(schema.facts, to);
  for (let rest = silent(); rest.length > 0; rest = silent()) await run(rest);
  return { ...schema, schemas, renames };
}

function unaskedRenames(from: FactBase, to: FactBase): Rename[] {
  return [...movedExtensions(from, to), ...silentRenames(from, to)];
}

async function runAll(client: Client, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    await client.query(sql).catch((error: Error) => {
      throw fromPostgresError(error, {
        code: "PLAN_IMPOSSIBLE",
        sql,
        message: `A rename cannot be done (${sql}): ${error.message}`,
        hint: "Leave that --rename out, or rename in one revision and change the rest in the next.",
      });
    });
  }
}
