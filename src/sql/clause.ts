// Parts of a statement as they were written. PostgreSQL's tree has no text, its scanner has.
import { readTokens, sliceBytes, type Token } from "./parser.ts";

export interface Group {
  /** What stands between the commas. */
  readonly items: readonly string[];
  /** The byte after the closing parenthesis. */
  readonly end: number;
}

/** The first pair of parentheses at or after the byte `start`. */
export function readGroup(source: string, start = 0): Group | undefined {
  const tokens = tokensFrom(source, start);
  const open = tokens.findIndex(({ text }) => text === "(");
  const opening = tokens[open];
  if (opening === undefined) return undefined;
  const items: string[] = [];
  let from = opening.end;
  let depth = 0;
  for (const { text, start: at, end } of tokens.slice(open)) {
    depth += depthChange(text);
    if (depth === 0) return { items: [...items, sliceBytes(source, from, at)], end };
    if (depth > 1 || text !== ",") continue;
    items.push(sliceBytes(source, from, at));
    from = end;
  }
  return undefined;
}

/** The byte at which a keyword outside of parentheses stands, at or after `start`. */
export function findKeyword(source: string, keyword: string, start: number): number | undefined {
  let depth = 0;
  for (const { text, start: at, isKeyword } of tokensFrom(source, start)) {
    depth += depthChange(text);
    if (depth === 0 && isKeyword && text.toUpperCase() === keyword) return at;
  }
  return undefined;
}

/** Of `lower(email) COLLATE "C" DESC` the `lower(email)`: an expression of an index ends with its first group. */
export function leadingExpression(item: string): string {
  return sliceBytes(item, 0, readGroup(item)?.end);
}

/** The text in one pair of parentheses. */
export function inParentheses(text: string): string {
  const isGroup = text.startsWith("(") && readGroup(text)?.end === Buffer.byteLength(text);
  return isGroup ? text : `(${text})`;
}

function tokensFrom(source: string, start: number): Token[] {
  return readTokens(source).filter((token) => !token.isComment && token.start >= start);
}

function depthChange(text: string): number {
  if (text === "(" || text === "[") return 1;
  return text === ")" || text === "]" ? -1 : 0;
}
