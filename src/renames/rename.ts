// A rename keeps the data; dropping and creating does not. Only people know which of the two they meant.
import { encodeId, type FactBase, kindOf, qualified, type StableId } from "../engine/index.ts";
import { quoteIdentifier, quoteLiteral, quoteName } from "../sql/quote.ts";

/**
 * `from` becomes `to`; for a value of an enum, both are the enum and the labels say which, for an extension that moves, both are
 * the extension and the schemas say where.
 */
export interface Rename {
  readonly from: StableId;
  readonly to: StableId;
  readonly label?: FromTo;
  readonly schema?: FromTo;
}

interface FromTo {
  readonly from: string;
  readonly to: string;
}

/** As flags take it and refusals list it: `users:people`, `users.nick:users.handle`, `enum/mood:enum/feeling`. */
export function renameText(rename: Rename, from: FactBase, to: FactBase): string {
  const { label } = rename;
  const side = (id: StableId, facts: FactBase, value?: string) =>
    value === undefined ? renameName(id, facts) : `${renameName(id, facts)}.${value}`;
  return `${side(rename.from, from, label?.from)}:${side(rename.to, to, label?.to)}`;
}

/** Tables and columns by name alone, everything else with its kind in front. */
export function renameName(id: StableId, facts: FactBase): string {
  if (id.kind === "column") return `${qualified(id.schema, id.table)}.${id.name}`;
  if (id.kind === "table") return qualified(id.schema, id.name);
  const fact = facts.get(id);
  const kind = fact === undefined ? id.kind : id.kind === "constraint" ? "constraint" : kindOf(fact);
  if ("table" in id && "name" in id) return `${kind}/${qualified(id.schema, id.table)}.${id.name}`;
  if ("schema" in id && "name" in id) return `${kind}/${qualified(id.schema as string, id.name)}`;
  return `${kind}/${"name" in id ? id.name : encodeId(id)}`;
}

/** The statements of a rename: one for the schema, one for the name. PostgreSQL carries everything else over. */
export function renameSql({ from, to, label, schema }: Rename): string[] {
  if (schema !== undefined && "name" in from)
    return [`ALTER EXTENSION ${quoteIdentifier(from.name)} SET SCHEMA ${quoteIdentifier(schema.to)}`];
  if (label !== undefined && "schema" in from && "name" in from) {
    const type = quoteName(from.name, from.schema as string);
    return [`ALTER TYPE ${type} RENAME VALUE ${quoteLiteral(label.from)} TO ${quoteLiteral(label.to)}`];
  }
  if (!("name" in from) || !("name" in to)) return [];
  const name = quoteIdentifier(to.name);
  if ("table" in from && "table" in to) {
    // Its table has its new name already: tables are renamed first.
    const table = quoteName(to.table, to.schema);
    const part = { column: "COLUMN", constraint: "CONSTRAINT" }[from.kind as string];
    if (part !== undefined)
      return [`ALTER TABLE ${table} RENAME ${part} ${quoteIdentifier(from.name)} TO ${name}`];
    return [`ALTER ${from.kind.toUpperCase()} ${quoteIdentifier(from.name)} ON ${table} RENAME TO ${name}`];
  }
  if (!("schema" in from) || !("schema" in to))
    return [`ALTER SCHEMA ${quoteIdentifier(from.name)} RENAME TO ${name}`];
  const statements: string[] = [];
  const alter = `ALTER ${keywords[from.kind as string] ?? from.kind.toUpperCase()}`;
  if (from.schema !== to.schema) {
    statements.push(
      `${alter} ${quoteName(from.name, from.schema as string)} SET SCHEMA ${quoteIdentifier(to.schema as string)}`,
    );
  }
  if (from.name !== to.name)
    statements.push(`${alter} ${quoteName(from.name, to.schema as string)} RENAME TO ${name}`);
  return statements;
}

const keywords: Record<string, string> = {
  materializedView: "MATERIALIZED VIEW",
  foreignTable: "FOREIGN TABLE",
};

/** Schemas that a rename moves something into and that are neither there nor made by a rename. Pure. */
export function missingSchemas(renames: readonly Rename[], facts: FactBase): string[] {
  const schemas = renames.flatMap(({ to, schema }) => {
    if (schema !== undefined) return [schema.to];
    return "schema" in to && to.schema !== null ? [to.schema] : [];
  });
  const made = renames.flatMap(({ to }) => (to.kind === "schema" ? [to.name] : []));
  return [...new Set(schemas)].filter((name) => !facts.has({ kind: "schema", name }) && !made.includes(name));
}

export function createSchema(name: string): string {
  return `CREATE SCHEMA ${quoteIdentifier(name)}`;
}

export function dropSchema(name: string): string {
  return `DROP SCHEMA ${quoteIdentifier(name)}`;
}

/** The way back. */
export function reverseRename({ from, to, label, schema }: Rename): Rename {
  return {
    from: to,
    to: from,
    ...(label && { label: { from: label.to, to: label.from } }),
    ...(schema && { schema: { from: schema.to, to: schema.from } }),
  };
}

/** Schemas before tables, tables before their parts: each statement then finds its object under the name it expects. */
export function orderRenames(renames: readonly Rename[]): Rename[] {
  const rank = ({ from }: Rename) => (from.kind === "schema" ? 0 : "table" in from ? 2 : 1);
  return [...renames].sort((a, b) => rank(a) - rank(b) || (encodeId(a.from) < encodeId(b.from) ? -1 : 1));
}
