/**
 * All that can be a name, also in literals and bodies, where a quote need not have a partner: words as they are and in lower
 * case, and what stands between any two quotes. A sequence of a serial column mentions the table in its name. Pure.
 */
export function wordsOf(sql: string): Set<string> {
  const words = new Set<string>();
  for (const [, quoted = ""] of sql.matchAll(/(?="((?:[^"]|"")+)")/g))
    words.add(quoted.replaceAll('""', '"'));
  for (const [word] of sql.matchAll(/[\p{L}_][\p{L}\p{N}_$]*/gu)) {
    words.add(word).add(word.toLowerCase());
    if (word.endsWith("_seq")) {
      for (let at = word.indexOf("_"); at > 0; at = word.indexOf("_", at + 1)) words.add(word.slice(0, at));
    }
  }
  return words;
}
