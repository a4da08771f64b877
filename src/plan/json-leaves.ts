// What stands in a JSON that becomes an array (its arrays are the dimensions, all else are the values), or an hstore. Pure.
import type { CastRisk } from "./cast-types.ts";

/** `risk`: of a value, as a text. Arrays that are side by side and not of one length are no array of PostgreSQL's. */
export function leavesRisk(risk: CastRisk): CastRisk {
  if (risk === "unknown") return risk;
  const leaf = "value #>> '{}'";
  const isBad = risk === "never" ? "" : ` OR bool_or(${size} < 0 AND ${risk.condition(`(${leaf})`)})`;
  return {
    condition: (value) => `EXISTS (${nodesOf(value)}
SELECT FROM node GROUP BY level HAVING count(DISTINCT ${size}) > 1${isBad})`,
    not: `a JSON of arrays that are not of one length${risk === "never" ? "" : `, or with a value that is ${risk.not}`}`,
  };
}

const isArray = "jsonb_typeof(value) = 'array'";
const size = `CASE WHEN ${isArray} THEN jsonb_array_length(value) ELSE -1 END`;

/** The JSON itself, and what is in its arrays. */
function nodesOf(value: string): string {
  return `WITH RECURSIVE node (value, level) AS (SELECT ${value}::jsonb, 0
  UNION ALL SELECT element, level + 1
  FROM node, jsonb_array_elements(CASE WHEN ${isArray} THEN value ELSE '[]' END) AS element)`;
}

/** Of a JSON that becomes keys with texts: arrays among the values would be taken for such of several dimensions. */
export const pairsRisk: CastRisk = {
  condition: (value) =>
    `jsonb_typeof(${value}::jsonb) <> 'object' OR jsonb_path_exists(${value}::jsonb, 'strict $.* ? (@.type() == "array")', '{}', true)`,
  not: "a JSON that is no object, or has an array within",
};
