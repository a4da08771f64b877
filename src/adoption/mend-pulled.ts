// What can be mended in the file that drizzle-kit's pull writes, as text. Pure.

/** A table as it is, in PostgreSQL's words. */
export interface ActualTable {
  /** Its columns by name, with their defaults. */
  readonly columns: ReadonlyMap<string, string | undefined>;
  /** The definitions of its indexes and constraints by name. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** What drizzle-kit writes wrongly in a way that is known, put right; whatever else is wrong is found out by comparing. */
export function mendPulled(text: string, actual: (schema: string, table: string) => ActualTable): string {
  return mendTables(importBuilders(mendText(declareUnknownTypes(text))), actual);
}

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

/**
 * An empty text as a default loses a quote. The sequence of an identity gets too many if its name has some, and its limits, as
 * numbers of JavaScript, become others if it is one of bigint. A check of several lines, such as CASE, keeps its `CHECK (…)`.
 */
function mendText(text: string): string {
  return text
    .replaceAll(".default(')", ".default('')")
    .replace(/\bname: ""([^"\n]*)""/g, 'name: "$1"')
    .replace(/\b((?:min|max)Value|startWith|increment): (-?\d{16,})/g, '$1: "$2"')
    .replace(/(\tcheck\(".*?", sql`)CHECK \(([^`]*)\)(?=`\),$)/gm, "$1$2");
}

const builders =
  /^\t"?[^\s":/]+"?: (bigint|bit|char|cidr|date|inet|interval|line|macaddr8?|numeric|point|time|timestamp|varchar)\(/gm;

/** A type such as `interval day to second` is used, and not imported. */
function importBuilders(text: string): string {
  const [imported = ""] = /^import \{ .*/.exec(text) ?? [];
  const used = new Set([...text.matchAll(builders)].map(([, name]) => name));
  const missing = [...used].filter((name) => !new RegExp(`\\b${name}\\b`).test(imported));
  return missing.length === 0 ? text : text.replace("import { ", () => `import { ${missing.join(", ")}, `);
}

function mendTables(text: string, actual: (schema: string, table: string) => ActualTable): string {
  const declared = text.matchAll(/^export const (\w+) = pgSchema\("(.*)"\)/gm);
  const schemas = new Map([...declared].map(([, variable, name]) => [variable, name]));
  let table: Table | undefined;
  const mended = text.split("\n").map((line) => {
    const [, maker, name] = /^export const \w+ = (\w+)[.\w]*\("(.*?)", \{$/.exec(line) ?? [];
    if (name !== undefined) {
      const found = actual(schemas.get(maker) ?? "public", name);
      table = { ...found, lines: linesOf(text, line), keys: new Map() };
    } else if (line.startsWith("]") || line === "});") table = undefined;
    return table === undefined ? line : mendKey(mendIndex(mendColumn(line, table), table), table);
  });
  return mended.join("\n");
}

interface Table extends ActualTable {
  readonly lines: readonly ColumnLine[];
  /** Of the lines above, and the columns that they stand for. */
  readonly keys: Map<string, string>;
}

interface ColumnLine {
  readonly key: string;
  readonly builder: string;
  /** In the database. */
  readonly name: string;
  readonly hasName: boolean;
  /** What follows the name. */
  readonly call: string;
}

function linesOf(text: string, opening: string): ColumnLine[] {
  const body = text.slice(text.indexOf(opening) + opening.length + 1);
  return body
    .slice(0, body.search(/^\}/m))
    .split("\n")
    .flatMap((line) => parseColumn(line) ?? []);
}

/** `	createdAt: timestamp("created_at", { mode: 'string' }).notNull(),` */
function parseColumn(line: string): ColumnLine | undefined {
  const [, key, builder, name, call] =
    /^\t"?([^\s":/]+)"?: (\w+(?:\(\{.*?\}\))?)\((?:"((?:[^"\\]|\\.)*)"(?:, )?)?(.*)$/.exec(line) ?? [];
  if (key === undefined || builder === undefined || call === undefined) return undefined;
  const told = name?.replace(/\\(.)/g, "$1");
  return { key, builder, name: told ?? key, hasName: told !== undefined, call };
}

function mendColumn(line: string, table: Table): string {
  const column = parseColumn(line);
  if (column === undefined) return line;
  const name = table.columns.has(column.name) ? column.name : (lostName(column, table) ?? column.name);
  const key = freeKey(column.key, name, table.keys);
  table.keys.set(key, name);
  const { builder, hasName, call } = column;
  const isNamed = hasName || name !== column.name || key !== column.key;
  const first = isNamed ? `${JSON.stringify(name)}${call.startsWith(")") ? "" : ", "}` : "";
  const property = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
  return `\t${property}: ${builder}(${first}${mendDefault(call, builder, table.columns.get(name))}`;
}

/** drizzle-kit leaves a name out that it takes to be the key, such as that of `userID` with the key `userId`. */
function lostName({ key, hasName }: ColumnLine, { columns, lines }: Table): string | undefined {
  const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const taken = new Set(lines.flatMap((line) => (line.hasName ? [line.name] : [])));
  const alike = [...columns.keys()].filter((name) => !taken.has(name) && bare(name) === bare(key));
  return hasName || alike.length !== 1 ? undefined : alike[0];
}

/** Two columns may have one key to drizzle-kit: `a_b` and `aB`. */
function freeKey(key: string, name: string, taken: ReadonlyMap<string, string>): string {
  return [key, name].find((each) => !taken.has(each)) ?? freeKey(`${key}_`, `${name}_`, taken);
}

/**
 * The default of an array is taken apart by its commas (`'{}'` becomes an array of one empty text), that of a numeric gets
 * quotes, `CURRENT_USER` becomes a variable, and that of a type which drizzle-kit does not know is lost,
 * or a text in 1.0.
 */
function mendDefault(call: string, builder: string, expression: string | undefined): string {
  if (expression === undefined) return call;
  const declared = `.default(sql\`${expression.replace(/[\\`]|\$\{/g, "\\$&")}\`)`;
  if (builder.startsWith("customType(")) {
    const text = /\.default\("(?:[^"\\]|\\.)*"\)/;
    if (text.test(call)) return call.replace(text, () => declared);
    return /\.(default|generatedAlwaysAs)\(/.test(call) ? call : call.replace(/(?=,$)/, () => declared);
  }
  if (builder === "numeric" && /^[\d.]+$/.test(expression))
    return call.replace(/\.default\('[\d.]+'\)/, () => declared);
  // The quotes of the literal stay doubled in it.
  if (/^jsonb?$/.test(builder) && expression.includes("''"))
    return call.replace(/\.default\(.*\)(?=(?:\.\w+\(\))*,$)/, () => declared);
  return call.replace(
    /(?<=\.array\(.*)\.default\(\[.*\]\)(?=(?:\.\w+\(\))*,$)|\.default\((?!true\)|false\))[A-Z]\w*\)/i,
    () => declared,
  );
}

/** An index of several columns has their operator classes mixed up. Those that PostgreSQL does not tell need no word. */
function mendIndex(line: string, { definitions }: Table): string {
  const [, name = ""] = /^\t(?:index|uniqueIndex)\("(.*?)"\)/.exec(line) ?? [];
  const definition = definitions.get(name);
  return definition === undefined || / \w+_ops\b/.test(definition)
    ? line
    : line.replace(/\.op\("\w+"\)/g, "");
}

/** The columns of a primary key and of a unique constraint come in any order. */
function mendKey(line: string, { definitions, keys }: Table): string {
  const [, ofPrimary, primary, unique = "", ofUnique] =
    /^\t(?:primaryKey\(\{ columns: \[(.*?)\], name: "(.*?)"|unique\("(.*?)"\)\.on\((.*?)\))/.exec(line) ?? [];
  const list = ofPrimary ?? ofUnique;
  const definition = definitions.get(primary ?? unique);
  if (list === undefined || definition === undefined) return line;
  const names = namesIn(definition.slice(definition.indexOf("(")));
  const place = (member: string) =>
    names.indexOf(keys.get(member.replace(/^table(?:\.|\[")|"\]$/g, "")) ?? "");
  const inOrder = list.split(", ").toSorted((one, other) => place(one) - place(other));
  return line.replace(list, () => inOrder.join(", "));
}

function namesIn(sql: string): string[] {
  return [...sql.matchAll(/"((?:[^"]|"")*)"|[\w$]+/g)].map(
    ([name, quoted]) => quoted?.replaceAll('""', '"') ?? name,
  );
}
