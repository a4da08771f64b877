import type { RangeShape } from "../engine/index.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { BaseType, CastRisk } from "./cast-types.ts";

/**
 * Between a range and a multirange. A multirange becomes the range from its first value to its last, which is another one where there
 * are gaps; ranges of other values are taken by their text. Pure.
 */
export function rangeRisk(
  { isMulti, counterpart }: RangeShape,
  { text, schema, isTold }: BaseType,
  serverVersion: number,
): CastRisk {
  const isByText = text !== counterpart;
  if (isByText && (serverVersion < 16 || (schema !== undefined && isTold !== true))) return "unknown";
  if (!isByText && !isMulti) return "never";
  const made = (value: string) => `${isMulti ? "range_merge" : "multirange"}(${value})`;
  return {
    condition: (value) =>
      [
        ...(isMulti ? [`multirange(${made(value)}) <> ${value}`] : []),
        ...(isByText ? [`NOT pg_input_is_valid(${made(value)}::text, ${quoteLiteral(text)})`] : []),
      ].join(" OR "),
    not: [...(isMulti ? ["of more than one range"] : []), ...(isByText ? [`no ${text}`] : [])].join(", or "),
  };
}
