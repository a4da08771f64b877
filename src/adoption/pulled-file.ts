// The file that drizzle-kit's pull writes, as text: what can be mended in it, and which object a line is about. Pure.

/**
 * drizzle-kit 0.31 writes `unknown("name")`, which nothing declares, for a type that it does not know, with the type in
 * the comment above. Its 1.0 writes a custom type; so does this.
 */
export function declareUnknownTypes(text: string): string {
  const mended = text.replace(
    /^\s*\/\/ TODO: failed to parse database type '(.*)'\n(.*?)\bunknown\(/gm,
    (_, type: string, before: string) => `${before}customType({ dataType: () => ${JSON.stringify(type)} })(`,
  );
  return mended === text ? text : mended.replace("import { ", "import { customType, ");
}

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
