import { stripVTControlCharacters } from "node:util";
import stringWidth from "fast-string-width";

export interface TableOptions {
  /** Column headings; without them no head is drawn. */
  readonly head?: readonly string[];
  /** Numbers of the columns to align right. */
  readonly alignRight?: readonly number[];
}

/** Rows as aligned columns, two spaces apart; widths are those on screen, colours and wide letters considered. Pure. */
export function formatTable(rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const { head, alignRight = [] } = options;
  const lines = head === undefined ? rows : [head, ...rows];
  const count = Math.max(0, ...lines.map((line) => line.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...lines.map((line) => displayWidth(line[column] ?? ""))),
  );
  return lines
    .map((line) =>
      widths
        .map((width, column) => pad(line[column] ?? "", width, alignRight.includes(column)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** How many columns a text takes on the screen. */
export function displayWidth(text: string): number {
  return stringWidth(stripVTControlCharacters(text));
}

/** Cut to at most `width` columns, ending in `…` when something was cut; colours are lost then. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = [...stripVTControlCharacters(text)].slice(0, Math.max(0, width));
  while (cut.length > 0 && displayWidth(cut.join("")) > width - 1) cut = cut.slice(0, -1);
  return width < 1 ? "" : `${cut.join("")}…`;
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}
