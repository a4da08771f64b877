import { hashSteps, stepTexts } from "../revisions/hash.ts";
import type { HistoryEntry } from "./records.ts";
import type { Task } from "./work.ts";

/** The row of history for a revision; without a duration it is one that is not finished. Pure. */
export function historyEntry(
  { revision, whole = revision, direction, models }: Task,
  durationMs: number | undefined,
): HistoryEntry {
  return {
    revision: revision.id,
    direction,
    durationMs,
    hash: hashSteps(whole),
    sql: stepTexts(revision)[direction].map(terminated).join("\n"),
    steps: stepTexts(whole),
    models,
  };
}

/** How many heads go. Pure. */
export function removedHeads({ headsBefore, headsAfter }: Task): number {
  return headsBefore.filter((id) => !headsAfter.includes(id)).length;
}

/** With its semicolon, which a comment at the end must not swallow. Pure. */
export function terminated(sql: string): string {
  const text = sql.trim().replace(/;$/, "");
  return /--[^\n]*$/.test(text) ? `${text}\n;` : `${text};`;
}
