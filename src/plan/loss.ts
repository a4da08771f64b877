// What a change of type takes from the values that it does accept.
import { castRisk } from "./cast.ts";
import { type BaseType, isJson, isText } from "./cast-types.ts";

/** What becomes of the values, as the end of a sentence: `are rounded to whole numbers`. Undefined: they stay as they are. */
export function castLoss(before: BaseType, after: BaseType): string | undefined {
  if (before.isArray && !after.isArray && !isJson(after))
    return isText(after) ? "are joined by commas" : "keep only their first element";
  if (isJson(before) && !before.isArray && after.isArray && !isJson(after))
    return "keep only their elements, as texts tell them";
  if (isJson(before) && after.name === "hstore") return "keep only their keys and values, as texts tell them";
  if (before.schema !== undefined || after.schema !== undefined) return undefined;
  const same = before.name === after.name;
  const [size = Number.POSITIVE_INFINITY, scale = 0] = after.modifiers;
  const [oldSize = Number.POSITIVE_INFINITY, oldScale = 0] = before.modifiers;
  const change = `${before.name} ${after.name}`;
  if (/^(numeric|float[48]) int[248]$/.test(change)) return "are rounded to whole numbers";
  if (/^(numeric|float[48]) numeric$/.test(change) && after.modifiers.length > 0) {
    const keepsScale = same && before.modifiers.length > 0 && oldScale <= scale;
    return keepsScale ? undefined : `are rounded to ${scale} digits after the point`;
  }
  if (/^(numeric|int8) float[48]$|^(int4|float8) float4$/.test(change))
    return `keep about ${after.name === "float4" ? 6 : 15} digits`;
  if (/^int4 bool$/.test(change)) return "keep only whether they are zero";
  if (/^timestamp(tz)? date$/.test(change)) return "lose the time of day";
  if (/^(timestamp(tz)?) (time|timetz)$/.test(change)) return "lose the date";
  if (/^json jsonb$/.test(change)) return "lose repeated keys, the order of keys and white space";
  if (/^inet cidr$/.test(change)) return "lose the bits right of the netmask";
  if (same && isTime(after) && size < Math.min(oldSize, 6))
    return `are rounded to ${size} digits of a second`;
  return undefined;
}

/** True when two values can become one. */
export function mayMerge(before: BaseType, after: BaseType): boolean {
  return (
    castLoss(before, after) !== undefined ||
    (isText(before) && !isText(after) && after.labels === undefined) ||
    (isJson(before) && !isJson(after) && !isText(after))
  );
}

/** True when every value is taken over, and no two become one. */
export function isLossless(before: BaseType, after: BaseType, serverVersion: number): boolean {
  const isSameShape = before.isArray === after.isArray;
  return isSameShape && castRisk(before, after, serverVersion) === "never" && !mayMerge(before, after);
}

/** True when the session's TimeZone decides what the values become. */
export function dependsOnTimeZone(before: BaseType, after: BaseType): boolean {
  const zoned = new Set(["timestamptz", "timetz"]);
  const times = new Set(["timestamp", "time", "date", ...zoned]);
  return times.has(before.name) && times.has(after.name) && zoned.has(before.name) !== zoned.has(after.name);
}

function isTime({ name }: BaseType): boolean {
  return /^(timestamp|time)(tz)?$/.test(name);
}
