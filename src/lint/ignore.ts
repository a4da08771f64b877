// `-- varve-ignore drop-column: nobody has read it since March` above a statement, within it, or behind it on its last line.
import { type ParsedStatement, readTokens } from "../sql/parser.ts";

export interface Ignore {
  readonly rules: readonly string[];
  /** Empty when none was given. */
  readonly reason: string;
}

const pattern = /varve-ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*:?\s*(.*?)\s*(?:\*\/)?$/s;

/** What is to be ignored in each statement of a text. */
export function readIgnores(source: string, statements: readonly ParsedStatement[]): Ignore[][] {
  const ignores = statements.map((): Ignore[] => []);
  for (const { isComment, text, start } of readTokens(source)) {
    const [, rules, reason = ""] = (isComment && pattern.exec(text)) || [];
    if (rules === undefined) continue;
    const names = rules.split(",").map((name) => name.trim().replaceAll("_", "-").toLowerCase());
    ignores[statementAt(start, source, statements)]?.push({ rules: names, reason });
  }
  return ignores;
}

function statementAt(comment: number, source: string, statements: readonly ParsedStatement[]): number {
  const at = statements.findIndex(({ end }) => comment < end);
  const next = at < 0 ? statements.length : at;
  const before = statements[next - 1];
  if (before === undefined || (statements[next]?.start ?? Number.POSITIVE_INFINITY) <= comment) return next;
  const isBehind = !Buffer.from(source).subarray(before.end, comment).includes("\n");
  return isBehind || next === statements.length ? next - 1 : next;
}
