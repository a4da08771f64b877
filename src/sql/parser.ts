// PostgreSQL's own parser (libpg-query): trees, and the tokens they were made of. All positions count bytes.
import type { Node } from "libpg-query";
import { VarveError } from "../errors.ts";

export interface ParsedStatement {
  /** As libpg-query calls it: `AlterTableStmt`, `IndexStmt`, … */
  readonly kind: string;
  readonly node: Node;
  /** The statement with the comments in front of it, without white space around it. */
  readonly text: string;
  /** The whole text that was parsed; positions in `node` are positions in it. */
  readonly source: string;
  /** Where the statement is in it. */
  readonly start: number;
  readonly end: number;
}

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isKeyword: boolean;
  readonly isComment: boolean;
}

let parser: typeof import("libpg-query") | undefined;

/** To be awaited before anything is parsed. It takes 80 ms the first time, so nothing loads it on import. */
export async function loadParser(): Promise<void> {
  const module = await import("libpg-query");
  await module.loadModule();
  parser = module;
}

/** The statements of a text; none when the parser does not know the text: the server will judge it. */
export function parseStatements(source: string): ParsedStatement[] {
  const { parseSync } = loaded();
  const bytes = Buffer.from(source);
  try {
    return (parseSync(source).stmts ?? []).map(({ stmt = {}, stmt_location: start = 0, stmt_len }) => {
      const end = stmt_len === undefined ? bytes.length : start + stmt_len;
      const text = bytes.subarray(start, end).toString().trim();
      return { kind: Object.keys(stmt)[0] ?? "", node: stmt as Node, text, source, start, end };
    });
  } catch {
    return [];
  }
}

/** What the parser says of a text; undefined when it knows it. */
export function syntaxErrorOf(source: string): string | undefined {
  if (source.trim() === "") return undefined;
  try {
    loaded().parseSync(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The tokens of a text that parses, comments among them. */
export function readTokens(source: string): Token[] {
  const bytes = Buffer.from(source);
  return loaded()
    .scanSync(scannable(source))
    .tokens.map(({ start, end, keywordKind, tokenName }) => ({
      text: bytes.subarray(start, end).toString(),
      start,
      end,
      isKeyword: keywordKind !== 0,
      isComment: tokenName.endsWith("COMMENT"),
    }));
}

/** libpg-query writes control characters into its JSON as they are; a space takes as many bytes. */
function scannable(source: string): string {
  return source.replace(/\p{Cc}/gu, (character) =>
    character < " " && !"\t\n\r".includes(character) ? " " : character,
  );
}

/** A part of a text by its bytes. */
export function sliceBytes(text: string, start: number, end?: number): string {
  return Buffer.from(text).subarray(start, end).toString().trim();
}

function loaded(): typeof import("libpg-query") {
  if (parser !== undefined) return parser;
  throw new VarveError("INTERNAL_ERROR", { message: "SQL was to be parsed before the parser was loaded." });
}
