// Renames are applied to a copy of the schema by PostgreSQL itself, so that everything which mentions the old
// name – indexes, checks, views, defaults – comes out as it will in the real database.
import type { FactBase } from "../engine/index.ts";
import { silentRenames } from "../renames/candidates.ts";
import { type RenameChoice, renameChooser } from "../renames/choose.ts";
import { orderRenames, type Rename, renameSql } from "../renames/rename.ts";
import { type Comparison, withScratch } from "./comparison.ts";
import { buildReplica } from "./replica.ts";

export interface RenamedSchema {
  /** In the order in which they are to run. */
  readonly renames: readonly Rename[];
  /** The schema as it is once they have run. */
  readonly renamed: FactBase;
}

/** Finds the renames in a comparison and applies them. Errors: RENAME_AMBIGUOUS, RENAME_UNKNOWN. */
export async function applyRenames(comparison: Comparison, choice: RenameChoice): Promise<RenamedSchema> {
  const chooser = renameChooser(choice, comparison.to);
  const first = await chooser.next(comparison.from);
  const silent = silentRenames(comparison.from, comparison.to);
  if (first.length === 0 && silent.length === 0) {
    chooser.assertAllUsed(comparison.from);
    return { renames: [], renamed: comparison.from };
  }
  return withScratch(comparison.scratchUrl, undefined, async (copy) => {
    await buildReplica(copy, comparison.actual, comparison.scope);
    const renames: Rename[] = [];
    let renamed = comparison.from;
    const run = async (batch: readonly Rename[]) => {
      for (const sql of orderRenames(batch).flatMap(renameSql)) await copy.query(sql);
      renames.push(...orderRenames(batch));
      renamed = await comparison.read(copy);
    };
    // A renamed table's columns can only be matched once the table has its new name.
    for (let chosen: readonly Rename[] = first; chosen.length > 0; chosen = await chooser.next(renamed))
      await run(chosen);
    chooser.assertAllUsed(renamed);
    const rest = silentRenames(renamed, comparison.to);
    if (rest.length > 0) await run(rest);
    return { renames, renamed };
  });
}
