/** Finds `pattern`, or literals and quoted names as a whole, in which it is something else. */
export function quoted(pattern: string): RegExp {
  return new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|${pattern}`, "g");
}
