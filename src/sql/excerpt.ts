const widthBefore = 60;
const width = 100;

/**
 * The line of `sql` that holds `position` (as PostgreSQL counts: characters from 1), its number, and a caret below the place:
 *
 *     2 | CREATE TABEL users (id int)
 *       |        ^
 *
 * Of a long line only the part around the place.
 */
export function drawExcerpt(sql: string, position: number): string {
  const characters = [...sql];
  const at = Math.min(Math.max(position - 1, 0), characters.length);
  const before = characters.slice(0, at).join("").split("\n");
  const column = [...(before.at(-1) ?? "")].length;
  const line = [...(sql.split("\n")[before.length - 1] ?? "")].map((character) =>
    character < " " ? " " : character,
  );
  const start = Math.max(0, column - widthBefore);
  const number = String(before.length);
  const head = start > 0 ? "… " : "";
  const tail = line.length > start + width ? " …" : "";
  const text = `${head}${line.slice(start, start + width).join("")}${tail}`;
  return `${number} | ${text.trimEnd()}\n${" ".repeat(number.length)} | ${" ".repeat(head.length + column - start)}^`;
}
