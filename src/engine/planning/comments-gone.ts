import { encodeId, type FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { editFacts } from "../facts/edit-facts.ts";

/**
 * `from` without the comments that go while what they are on stays; `from` itself when there are none. They need nothing else of the
 * plan: to the engine, that of a view's index, trigger or rule goes only once the view has been made again, and before it is dropped. Pure.
 */
export function withoutCommentsGone(from: FactBase, to: FactBase): FactBase {
  const gone = from
    .facts()
    .filter(
      ({ id, parent }) => id.kind === "comment" && !to.has(id) && parent !== undefined && to.has(parent),
    );
  return editFacts(from, { remove: gone });
}

/** What is dropped and made again has no comment any more. */
export function withoutCommentsOnMade(comments: readonly Action[], actions: readonly Action[]): Action[] {
  const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  return comments.filter(
    ({ destroys }) => !destroys.some((id) => id.kind === "comment" && made.has(encodeId(id.target))),
  );
}
