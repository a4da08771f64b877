// What texts the types of PostgreSQL read. Pure.

const space = "[ \\t\\n\\r\\f\\v]*";

/** Of the usual types, for servers before PostgreSQL 16, which can't be asked. */
export const inputPatterns: Record<string, string> = {
  int2: `^${space}[-+]?[0-9]+${space}$`,
  int4: `^${space}[-+]?[0-9]+${space}$`,
  int8: `^${space}[-+]?[0-9]+${space}$`,
  numeric: `^${space}([-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]{1,4})?|nan|[-+]?inf(inity)?)${space}$`,
  bool: `^${space}(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|0|1)${space}$`,
  uuid: "^(([0-9a-f]{4}-?){7}[0-9a-f]{4}|\\{([0-9a-f]{4}-?){7}[0-9a-f]{4}\\})$",
};

/** Of a name with more than a schema in front PostgreSQL doesn't tell whether it is valid, but fails. */
export function beyondSchema(value: string, isInvalid: (value: string) => string): string {
  const dots = `regexp_replace(${value}::text, '"[^"]*"', '', 'g') ~ '^[^(]*\\.[^(]*\\.'`;
  return `CASE WHEN ${dots} THEN true ELSE ${isInvalid(value)} END`;
}
