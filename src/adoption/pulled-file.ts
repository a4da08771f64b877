// Which object a line of the file that drizzle-kit's pull writes is about. Pure.

/** What a line of the file is about. */
export interface PulledObject {
  /** The table, view, enum or sequence, without its schema. */
  readonly name: string;
  /** Everything else that the line has in quotes: the name of an index, a constraint, a policy. */
  readonly parts: readonly string[];
}

/** Undefined for a line above the first declaration. */
export function objectAtLine(text: string, line: number): PulledObject | undefined {
  const lines = text.split("\n").slice(0, line);
  const declared = lines.findLast((each) => each.startsWith("export const "));
  const name = declared === undefined ? undefined : quoted(declared.slice(declared.indexOf("(")))[0];
  return name === undefined ? undefined : { name, parts: quoted(lines.at(-1) ?? "") };
}

function quoted(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, content = ""]) => content);
}
