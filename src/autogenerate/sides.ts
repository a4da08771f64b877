// The two schemas of a comparison, and what PostgreSQL makes of them when statements are tried on a copy: whatever mentions a
// renamed object – indexes, checks, views, defaults – comes out as it will in the real database.
import type { Client } from "pg";
import { commonGround, type FactBase } from "../engine/index.ts";
import { silentRenames } from "../renames/candidates.ts";
import { type RenameChoice, renameChooser } from "../renames/choose.ts";
import { orderRenames, type Rename, renameSql } from "../renames/rename.ts";
import { type Comparison, withScratch } from "./comparison.ts";
import { buildReplica } from "./replica.ts";

export interface Side {
  readonly facts: FactBase;
  /** The schema as it would be once these statements have run. */
  after(statements: readonly string[]): Promise<FactBase>;
}

export interface RenamedSide extends Side {
  /** In the order in which they are to run; `facts` are those after them. */
  readonly renames: readonly Rename[];
}

/** What should be. */
export function desiredSide({ to, scratch, readAfter }: Comparison): Side {
  return { facts: to, after: (statements) => readAfter(scratch, statements) };
}

/**
 * Finds the renames in a comparison, and hands over the schema that they lead to. Errors: RENAME_AMBIGUOUS,
 * RENAME_UNKNOWN, those of `fn`.
 */
export async function withRenamedSide<T>(
  comparison: Comparison,
  choice: RenameChoice,
  fn: (side: RenamedSide) => Promise<T>,
): Promise<T> {
  const { from, to, readAfter } = comparison;
  const chooser = renameChooser(choice, to);
  const first = await chooser.next(from);
  const isRenamed = first.length > 0 || silentRenames(from, to).length > 0;
  if (!isRenamed) chooser.assertAllUsed(from);
  if (!isRenamed && !isCopyNeeded(from, to)) return fn({ facts: from, renames: [], after: async () => from });
  return withScratch(comparison.scratchUrl, undefined, async (copy) => {
    await buildReplica(copy, comparison.actual, comparison.scope);
    const renamed = isRenamed
      ? await applyRenames(copy, comparison, chooser, first)
      : { facts: from, renames: [] };
    return fn({ ...renamed, after: (statements) => readAfter(copy, statements) });
  });
}

/** Whether something has to be tried on what is, on the way there or back. */
function isCopyNeeded(from: FactBase, to: FactBase): boolean {
  return commonGround(from, to).leave.length > 0 || commonGround(to, from).arrive.length > 0;
}

async function applyRenames(
  copy: Client,
  { from, to, read }: Comparison,
  chooser: ReturnType<typeof renameChooser>,
  first: readonly Rename[],
): Promise<Pick<RenamedSide, "facts" | "renames">> {
  const renames: Rename[] = [];
  let facts = from;
  const run = async (batch: readonly Rename[]) => {
    for (const sql of orderRenames(batch).flatMap(renameSql)) await copy.query(sql);
    renames.push(...orderRenames(batch));
    facts = await read(copy);
  };
  // A renamed table's columns can only be matched once the table has its new name.
  for (let chosen = first; chosen.length > 0; chosen = await chooser.next(facts)) await run(chosen);
  chooser.assertAllUsed(facts);
  const rest = silentRenames(facts, to);
  if (rest.length > 0) await run(rest);
  return { facts, renames };
}
