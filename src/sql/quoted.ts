/** Finds `pattern`, or literals and quoted names as a whole, in which it is something else. */
export function quoted(pattern: string): RegExp {
  return new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|${pattern}`, "g");
}

/** Replaces `pattern`, which begins with no quote, outside of literals and quoted names. Pure. */
export function replaceUnquoted(text: string, pattern: string, replace: (part: string) => string): string {
  return text.replaceAll(quoted(pattern), (part) => (/^['"]/.test(part) ? part : replace(part)));
}

/** Where `pattern`, which begins with no quote, first stands outside of literals and quoted names; -1 for nowhere. Pure. */
export function indexOfUnquoted(text: string, pattern: string): number {
  for (const { 0: part, index } of text.matchAll(quoted(pattern))) if (!/^['"]/.test(part)) return index;
  return -1;
}
