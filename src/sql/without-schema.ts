// Names without their schema, so that the search path says which are meant. What is a name is told by PostgreSQL's own scanner:
// bodies of functions, comments and other literals stay as they are.
import { readTokens, type Token } from "./parser.ts";
import { quoteLiteral } from "./quote.ts";

export interface WithoutSchemaOptions {
  /** Only where it stands in quotes, as programs write it. */
  readonly onlyQuoted?: boolean;
}

/** The text without `schema` in front of any name, those in literals like `nextval('app.ids'::regclass)` among them. Pure. */
export function withoutSchema(sql: string, schema: string, options: WithoutSchemaOptions = {}): string {
  const tokens = readTokens(sql).filter(({ isComment }) => !isComment);
  const bytes = Buffer.from(sql);
  const parts: Buffer[] = [];
  let from = 0;
  const replace = (start: number, end: number, text: string) => {
    parts.push(bytes.subarray(from, start), Buffer.from(text));
    from = end;
  };
  for (const [index, token] of tokens.entries()) {
    const name = tokens[index + 2];
    const isMeant = options.onlyQuoted !== true || token.text.startsWith('"');
    if (isMeant && isQualifier(tokens, index, schema) && name !== undefined)
      replace(token.start, name.start, "");
    else if (isNameLiteral(tokens, index))
      replace(token.start, token.end, quoteLiteral(withoutSchema(literalValue(token), schema, options)));
  }
  return Buffer.concat([...parts, bytes.subarray(from)]).toString();
}

/** What is named with the schema in front, in bodies of functions too where PostgreSQL's scanner can read them. Pure. */
export function namesWithSchema(sql: string, schema: string): string[] {
  const tokens = readTokens(sql).filter(({ isComment }) => !isComment);
  return tokens.flatMap((token, index) => {
    const name = tokens[index + 2];
    if (isQualifier(tokens, index, schema) && name !== undefined) return [identifierOf(name)];
    const [, body] = /^(?:\$[^$0-9][^$]*\$|\$\$)(.*)\$[^$]*\$$/s.exec(token.text) ?? [];
    return body === undefined ? [] : namesInBody(body, schema);
  });
}

/** Other languages may have other quotes. */
function namesInBody(body: string, schema: string): string[] {
  try {
    return namesWithSchema(body, schema);
  } catch {
    return [];
  }
}

/** The schema with a dot behind it, and none in front: there it would be the second part of a name. */
function isQualifier(tokens: readonly Token[], index: number, schema: string): boolean {
  const [before, token, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  return after?.text === "." && before?.text !== "." && token !== undefined && identifierOf(token) === schema;
}

// PostgreSQL manual, 8.19 Object Identifier Types.
const nameTypes = new Set(
  ["class", "collation", "config", "dictionary", "oper", "operator", "proc", "procedure", "type"].map(
    (kind) => `reg${kind}`,
  ),
);

function isNameLiteral(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]?.text.startsWith("'") !== true || tokens[index + 1]?.text !== "::") return false;
  const type = tokens[index + (tokens[index + 3]?.text === "." ? 4 : 2)];
  return type !== undefined && nameTypes.has(identifierOf(type));
}

function identifierOf({ text }: Token): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}

function literalValue({ text }: Token): string {
  return text.slice(1, -1).replaceAll("''", "'");
}
