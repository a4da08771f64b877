// What can go wrong when a column gets another type: rows the cast refuses, values it changes without a word.
import { quoteLiteral } from "../sql/quote.ts";
import { type BaseType, type CastRisk, elementOf, isJson, isText, textType } from "./cast-types.ts";
import { leavesRisk, pairsRisk } from "./json-leaves.ts";
import { rangeRisk } from "./range-risk.ts";
import { beyondSchema, inputPatterns } from "./text-input.ts";

export function castRisk(before: BaseType, after: BaseType, serverVersion: number): CastRisk {
  if (before.isArray && after.isArray) {
    // The array is cast as a whole, and its elements by their texts.
    const [old, next] = [before, after].map((type) => ({ ...elementOf(type), range: undefined }));
    // A JSON is a text with quotes there.
    if (isJson(before) && isReadFromScalar(old as BaseType, next as BaseType)) return "unknown";
    const risk = castRisk(old as BaseType, next as BaseType, serverVersion);
    if (typeof risk === "string") return risk;
    const condition = (value: string) =>
      `EXISTS (SELECT FROM unnest(${value}) AS element WHERE ${risk.condition("element")})`;
    return { condition, not: `an array with an element that is ${risk.not}` };
  }
  if (after.isArray && isJson(before) && !isJson(after))
    return leavesRisk(castRisk(textType, elementOf(after), serverVersion));
  if (after.isArray) return castRisk(before, elementOf(after), serverVersion);
  if (before.isArray) return firstRisk(before, after, serverVersion);
  if (isJson(before) && isReadFromScalar(before, after))
    return byScalar(castRisk(textType, after, serverVersion));
  if (after.labels !== undefined) return enumRisk(before, after.labels);
  if (before.range !== undefined && after.range !== undefined && before.range.isMulti !== after.range.isMulti)
    return rangeRisk(before.range, after, serverVersion);
  if (isJson(before) && after.name === "hstore") return pairsRisk;
  if (after.schema !== undefined) return isText(before) ? ownRisk(after, serverVersion) : "unknown";
  if (isText(after)) return lengthRisk(before, after);
  if (isJson(after) && (before.labels !== undefined || before.range !== undefined)) return "never";
  if (before.schema !== undefined) return "unknown";
  if (isText(before) || (before.name === "json" && after.name === "jsonb"))
    return inputRisk(after, serverVersion);
  if (before.name === "jsonb" && (after.name === "bool" || isNumber(after)))
    return scalarRisk(after, serverVersion);
  if (integerRange[after.name] !== undefined) return integerRisk(before, after);
  if (before.name === "int8" && after.name === "oid") return objectRisk;
  if (isBits(before) && isBits(after)) return bitsRisk(before, after);
  // A number becomes a boolean by way of an integer.
  if (after.name === "bool" && isNumber(before))
    return integerRisk(before, { ...after, name: "int4", text: "integer" });
  if (after.name === "numeric") return numericRisk(before, after);
  if (/^(float8 float4|numeric float[48])$/.test(`${before.name} ${after.name}`)) return floatRisk(after);
  return harmless.some((group) => group.has(before.name) && group.has(after.name)) ? "never" : "unknown";
}

/** A text and a JSON take all of an array, any other type takes its first element. */
function firstRisk(before: BaseType, after: BaseType, serverVersion: number): CastRisk {
  if (isText(after)) return after.modifiers.length === 0 ? "never" : "unknown";
  if (isJson(after)) return "never";
  const risk = castRisk(elementOf(before), after, serverVersion);
  if (typeof risk === "string") return risk;
  return {
    condition: (value) => risk.condition(`(${value})[1]`),
    not: `an array of which the first is ${risk.not}`,
  };
}

/** Groups within which every cast takes every value, save one beyond the range of the type. */
const harmless = [
  new Set(["date", "timestamp", "timestamptz", "time", "timetz", "interval"]),
  new Set(["int2", "int4", "int8", "numeric", "float4", "float8", "oid"]),
  new Set(["int4", "bool"]),
  new Set(["inet", "cidr"]),
  new Set(["jsonb", "json"]),
];

function enumRisk(before: BaseType, labels: readonly string[]): CastRisk {
  const gone = before.labels?.filter((label) => !labels.includes(label));
  if (gone?.length === 0) return "never";
  if (gone === undefined && !isText(before)) return "unknown";
  const list = (gone ?? labels).map(quoteLiteral).join(", ");
  return {
    condition: (value) => `${value}::text ${gone === undefined ? "NOT IN" : "IN"} (${list})`,
    not: gone === undefined ? `none of ${list}` : list,
  };
}

/** PostgreSQL cuts spaces at the end, and refuses anything else that is too long; an explicit cast would cut that too. */
function lengthRisk(before: BaseType, { modifiers: [length] }: BaseType): CastRisk {
  if (length === undefined) return "never";
  const [known] = isText(before) ? before.modifiers : [];
  if (known !== undefined && known <= length) return "never";
  return {
    condition: (value) => `char_length(rtrim(${asText(value, before)})) > ${length}`,
    not: `longer than ${length} characters`,
  };
}

/** What a value is as a text: of a single host without its netmask. */
export function asText(value: string, { name, schema, isArray }: BaseType): string {
  return name === "inet" && schema === undefined && !isArray ? `abbrev(${value})` : `${value}::text`;
}

const integerRange: Record<string, readonly [min: string, max: string, digits: number]> = {
  int2: ["-32768", "32767", 5],
  int4: ["-2147483648", "2147483647", 10],
  int8: ["-9223372036854775808", "9223372036854775807", 19],
};

function integerRisk(before: BaseType, { name, text }: BaseType): CastRisk {
  const [min, max, digits] = integerRange[name] as readonly [string, string, number];
  const known = integerRange[before.name];
  if (known !== undefined && known[2] <= digits) return "never";
  if (before.name === "bool") return "never";
  const not = `beyond the range of ${text}`;
  if (known !== undefined) return { condition: (value) => `${value} NOT BETWEEN ${min} AND ${max}`, not };
  if (before.name === "numeric")
    return { condition: (value) => `round(${value}) NOT BETWEEN ${min} AND ${max}`, not };
  if (!before.name.startsWith("float")) return "unknown";
  // The largest bigint is no floating point number, the one after it is.
  const rounded = (value: string) => `round(${value}::double precision)`;
  return {
    condition: (value) => `NOT (${rounded(value)} >= ${min} AND ${rounded(value)} < ${BigInt(max) + 1n})`,
    not,
  };
}

const objectRisk: CastRisk = {
  condition: (value) => `${value} NOT BETWEEN 0 AND 4294967295`,
  not: "beyond the range of oid",
};

function isBits({ name }: BaseType): boolean {
  return name === "bit" || name === "varbit";
}

function bitsRisk(before: BaseType, { name, text, modifiers: [length] }: BaseType): CastRisk {
  const [known] = before.modifiers;
  const isFixed = name === "bit";
  if (length === undefined || (before.name === "bit" && known === length)) return "never";
  if (!isFixed && known !== undefined && known <= length) return "never";
  return {
    condition: (value) => `length(${value}) ${isFixed ? "<>" : ">"} ${length}`,
    not: isFixed ? `of another length than ${text}` : `longer than ${length} bits`,
  };
}

function numericRisk(before: BaseType, { text, modifiers: [precision, scale = 0] }: BaseType): CastRisk {
  if (!isNumber(before)) return "unknown";
  if (precision === undefined) return "never";
  const digits = precision - scale;
  const [oldPrecision, oldScale = 0] = before.modifiers;
  const known =
    integerRange[before.name]?.[2] ?? (oldPrecision === undefined ? undefined : oldPrecision - oldScale);
  if (known !== undefined && (known < digits || (known === digits && oldScale <= scale))) return "never";
  return {
    condition: (value) => `abs(round(nullif(${value}::numeric, 'NaN'), ${scale})) >= 1e${digits}`,
    not: `too large for ${text}`,
  };
}

/** What no cast leads to from a JSON is read from the text of its value. */
function isReadFromScalar(before: BaseType, after: BaseType): boolean {
  if (isJson(after) || isText(after)) return false;
  if (before.name === "jsonb" && (after.name === "bool" || isNumber(after))) return false;
  return after.schema === undefined || after.labels !== undefined;
}

function byScalar(risk: CastRisk): CastRisk {
  if (typeof risk === "string") return risk;
  return { ...risk, condition: (value) => risk.condition(`(${value} #>> '{}')`) };
}

/** A value of a JSON is converted by what it is; since PostgreSQL 18 its null becomes NULL. */
function scalarRisk(after: BaseType, serverVersion: number): CastRisk {
  const kind = after.name === "bool" ? "boolean" : "number";
  const number: BaseType = { ...after, text: "numeric", name: "numeric", modifiers: [] };
  const beyond = kind === "number" ? castRisk(number, after, serverVersion) : "never";
  return {
    condition: (value) => {
      const isNull = serverVersion < 18 ? "" : " WHEN 'null' THEN false";
      const misfits = typeof beyond === "string" ? "false" : beyond.condition(`(${value} #>> '{}')::numeric`);
      return `CASE jsonb_typeof(${value}) WHEN '${kind}' THEN ${misfits}${isNull} ELSE ${value} IS NOT NULL END`;
    },
    not: `no ${kind}${typeof beyond === "string" ? "" : `, or one that is ${beyond.not}`}`,
  };
}

function isNumber({ name }: BaseType): boolean {
  return name === "numeric" || /^(int|float)\d$/.test(name);
}

function floatRisk({ name, text }: BaseType): CastRisk {
  const [max, min] = floatLimits[name] as readonly [string, string];
  return {
    condition: (value) =>
      `(abs(${value}) >= ${max} AND abs(${value}) < 'Infinity') OR (${value} <> 0 AND abs(${value}) <= ${min})`,
    not: `beyond the range of ${text}`,
  };
}

/** From where on a number is rounded to infinity, and up to where to zero. */
const floatLimits: Record<string, readonly [max: string, min: string]> = {
  float4: ["3.4028235677973366e38", "7.006492321624085e-46"],
  float8: ["1.797693134862315807937e308", "2.4703282292062327e-324"],
};

function ownRisk(after: BaseType, serverVersion: number): CastRisk {
  if (after.name === "citext") return "never";
  return after.isTold === true ? inputRisk(after, serverVersion) : "unknown";
}

/** Text that another type has to read. Before PostgreSQL 16 the server can't be asked, so the usual types are spelt out. */
function inputRisk(after: BaseType, serverVersion: number): CastRisk {
  const not = `no ${after.text}`;
  if (serverVersion >= 16) {
    const isInvalid = (value: string) => `NOT pg_input_is_valid(${value}::text, ${quoteLiteral(after.text)})`;
    return {
      condition: (value) =>
        after.name.startsWith("reg") ? beyondSchema(value, isInvalid) : isInvalid(value),
      not,
    };
  }
  const pattern = inputPatterns[after.name];
  if (pattern === undefined) return "unknown";
  const number: BaseType = { ...after, name: "numeric", modifiers: [] };
  const isExact = after.name === "numeric" || integerRange[after.name] !== undefined;
  const beyond = isExact ? castRisk(number, after, serverVersion) : "never";
  return {
    condition: (value) => {
      const bad = `${value}::text !~* ${quoteLiteral(pattern)}`;
      if (typeof beyond === "string") return bad;
      return `CASE WHEN ${bad} THEN true ELSE ${beyond.condition(`${value}::text::numeric`)} END`;
    },
    not,
  };
}
