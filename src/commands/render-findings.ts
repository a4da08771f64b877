// How `check` says what it found.
import type { Overlap } from "../autogenerate/commute.ts";
import type { Style } from "../terminal/style.ts";
import { renderOverlaps } from "./try-branches.ts";

export function renderHeads(heads: readonly string[], overlaps: readonly Overlap[], style: Style): string[] {
  if (heads.length <= 1) return [];
  return [
    `${style.red("Several heads:")} ${heads.join(", ")}`,
    ...renderOverlaps(overlaps, style).map((line) => `  ${line}`),
    renderMend('varve merge heads -m "…" joins them.', style),
  ];
}

/** Revisions, and the mend. */
export function renderFinding(what: string, ids: readonly string[], hint: string, style: Style): string[] {
  return ids.length === 0 ? [] : [`${style.red(`${what}:`)} ${ids.join(", ")}`, renderMend(hint, style)];
}

export function renderMend(text: string, style: Style): string {
  return `  ${style.dim(text)}`;
}

export const changedMend = "Put them back as they were, and write what is new as a new revision.";
