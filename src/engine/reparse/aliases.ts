/**
 * A literal in a subquery has no name at first; read from `'a'::text` it has that of its type, and is printed as `'a'::text AS text`
 * (FigureColname in parse_target.c). At the top of a view the name is the same without being said.
 */
export function dropTypeAliases(text: string): string {
  // There a name is not that of a column.
  if (!/::[^:]* AS /.test(text) || /\b(?:XMLFOREST|PASSING)\b/.test(text)) return text;
  return text.replaceAll(pattern, (whole, literal, type, quotedAlias, alias = quotedAlias) => {
    if (literal === undefined) return whole;
    const name = String(type).replace(/\(.*\)|\[\]|"|^.*\./g, "");
    return (typeNames[name] ?? name) === alias ? `${literal}::${type}` : whole;
  });
}

const type = `(?:[\\w.]|"[^"]+")+(?: varying| precision)?(?:\\([\\d,]+\\))?(?: with(?:out)? time zone)?(?:\\[\\])?`;
const pattern = new RegExp(
  `"(?:[^"]|"")*"|('(?:[^']|'')*'|\\bNULL)::(${type}) AS (?:"(\\w+)"|(\\w+))(?![\\w(])|'(?:[^']|'')*'`,
  "g",
);

/** The names of types that SQL writes in another way. */
const typeNames: Readonly<Record<string, string>> = {
  bigint: "int8",
  integer: "int4",
  smallint: "int2",
  real: "float4",
  "double precision": "float8",
  boolean: "bool",
  "character varying": "varchar",
  character: "bpchar",
  "bit varying": "varbit",
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  "time with time zone": "timetz",
  "time without time zone": "time",
};
