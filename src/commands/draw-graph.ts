// Draws revisions as a tree of columns, the newest on top, like `git log --graph`.

import type { Format } from "../terminal/command.ts";
import { truncate } from "../terminal/table.ts";
import { type ListedRevision, marksOf } from "./revision-list.ts";

/** `●` is applied, `○` pending, `◉` a head of the database. `revisions`: each before all that it revises. Pure. */
export function drawGraph(revisions: readonly ListedRevision[], { style, width }: Format): string {
  const shown = new Set(revisions.map(({ id }) => id));
  /** What each column waits for; undefined where it is free. */
  const columns: (string | undefined)[] = [];
  const lines: string[] = [];
  for (const revision of revisions) {
    const { id } = revision;
    const own = columnOf(columns, id);
    const merging = columns.flatMap((awaited, column) => (awaited === id && column !== own ? [column] : []));
    if (merging.length > 0) lines.push(rails(columns, { from: own, to: merging, sign: "╯" }));
    for (const column of merging) columns[column] = undefined;
    columns[own] = id;
    dropFree(columns);
    lines.push(truncate(`${nodeLine(columns, own, revision)}  ${describe(revision, style)}`, width));
    const [first, ...others] = revision.revises.filter((parent) => shown.has(parent));
    columns[own] = first;
    const opened = others.map((parent) => openColumn(columns, parent, own));
    if (opened.length > 0) lines.push(rails(columns, { from: own, to: opened, sign: "╮" }));
    dropFree(columns);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

function columnOf(columns: (string | undefined)[], id: string): number {
  const waiting = columns.indexOf(id);
  return waiting >= 0 ? waiting : freeColumn(columns);
}

/** On the right, so that lines end where they have to. */
function dropFree(columns: (string | undefined)[]): void {
  while (columns.length > 0 && columns.at(-1) === undefined) columns.pop();
}

function freeColumn(columns: (string | undefined)[]): number {
  const free = columns.indexOf(undefined);
  return free >= 0 ? free : columns.length;
}

/** Always to the right, also when another column waits for the same parent: they join above it. */
function openColumn(columns: (string | undefined)[], parent: string, own: number): number {
  let column = columns.findIndex((awaited, index) => index > own && awaited === undefined);
  if (column < 0) column = columns.length;
  columns[column] = parent;
  return column;
}

function nodeLine(
  columns: readonly (string | undefined)[],
  own: number,
  { applied, current }: ListedRevision,
): string {
  const node = current ? "◉" : applied === false ? "○" : "●";
  return columns
    .map((awaited, column) => (column === own ? node : awaited === undefined ? " " : "│"))
    .join(" ");
}

/** The line that joins columns to one, or opens them from it. */
function rails(
  columns: readonly (string | undefined)[],
  { from, to, sign }: { from: number; to: readonly number[]; sign: string },
): string {
  const last = Math.max(...to);
  const cells = columns.map((awaited, column) => {
    if (column === from) return "├─";
    if (column === last) return `${sign} `;
    if (to.includes(column)) return sign === "╮" ? "┬─" : "┴─";
    if (column > from && column < last) return awaited === undefined ? "──" : "┼─";
    return awaited === undefined ? "  " : "│ ";
  });
  return cells.join("");
}

function describe(revision: ListedRevision, style: Format["style"]): string {
  const { id, message } = revision;
  return [style.bold(id), ...marksOf(revision, style), message.split("\n", 1)[0]].join(" ");
}
