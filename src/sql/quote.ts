// The only place that turns names and values into SQL text.

/**
 * A name as a quoted identifier. Always quoted: no list of keywords to keep in step with the server.
 * PostgreSQL manual, 4.1.1 Identifiers and Key Words.
 */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"schema"."name"`; without a schema just the name. */
export function quoteName(name: string, schema?: string): string {
  return schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/**
 * A string as a literal. A backslash makes it an E'' string, so that the text means the same whatever
 * `standard_conforming_strings` says. PostgreSQL manual, 4.1.2.2 String Constants with C-Style Escapes.
 */
export function quoteLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return value.includes("\\") ? `E${quoted}` : quoted;
}

/** A text between dollars, as it is. PostgreSQL manual, 4.1.2.4 Dollar-Quoted String Constants. */
export function quoteBody(text: string): string {
  let tag = "$varve$";
  while (text.includes(tag.slice(0, -1))) tag = `${tag.slice(0, -1)}_$`;
  return `${tag}${text}${tag}`;
}

/** A name as `format_type` and `pg_get_*def` write it: in quotes only where it needs them, but for keywords. */
export function bareName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : quoteIdentifier(name);
}
