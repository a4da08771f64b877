// PostgreSQL's own casts, by the names that format_type gives the types (pg_cast; a test compares with the server). A string can be
// cast to and from anything by its text, and is left out here.

export const numbers = ["smallint", "integer", "bigint", "real", "double precision", "numeric"];
const dates = ["date", "timestamp without time zone", "timestamp with time zone"];
const objects = [
  "regclass",
  "regcollation",
  "regconfig",
  "regdictionary",
  "regnamespace",
  "regoper",
  "regoperator",
  "regproc",
  "regprocedure",
  "regrole",
  "regtype",
];

/** What a value is converted to when it is stored in a column of another type (castcontext i or a). */
const onAssignment: Readonly<Record<string, readonly string[]>> = {
  smallint: [...numbers, "oid", ...objects],
  integer: [...numbers, "money", "oid", ...objects],
  bigint: [...numbers, "money", "oid", ...objects],
  numeric: [...numbers, "money"],
  real: numbers,
  "double precision": numbers,
  money: ["numeric"],
  oid: ["integer", "bigint", ...objects],
  ...Object.fromEntries(objects.map((name) => [name, ["integer", "bigint", "oid"]])),
  regoper: ["integer", "bigint", "oid", "regoperator"],
  regoperator: ["integer", "bigint", "oid", "regoper"],
  regproc: ["integer", "bigint", "oid", "regprocedure"],
  regprocedure: ["integer", "bigint", "oid", "regproc"],
  date: dates,
  "timestamp without time zone": [...dates, "time without time zone"],
  "timestamp with time zone": [...dates, "time without time zone", "time with time zone"],
  "time without time zone": ["time with time zone", "interval"],
  "time with time zone": ["time without time zone"],
  interval: ["time without time zone"],
  json: ["jsonb"],
  jsonb: ["json"],
  inet: ["cidr"],
  cidr: ["inet"],
  macaddr: ["macaddr8"],
  macaddr8: ["macaddr"],
  bit: ["bit varying"],
  "bit varying": ["bit"],
  point: ["box"],
  box: ["polygon"],
  path: ["polygon"],
  polygon: ["path"],
};

/** Those that have to be asked for (castcontext e). */
const onRequest: Readonly<Record<string, readonly string[]>> = {
  jsonb: [...numbers, "boolean"],
  boolean: ["integer"],
  integer: ["boolean", "bit", '"char"'],
  bigint: ["bit"],
  '"char"': ["integer"],
  bit: ["integer", "bigint"],
  lseg: ["point"],
  box: ["circle", "lseg", "point"],
  circle: ["box", "point", "polygon"],
  polygon: ["box", "circle", "point"],
  xid8: ["xid"],
  ...Object.fromEntries(
    ["int4", "int8", "num", "date", "ts", "tstz"].map((name) => [`${name}range`, [`${name}multirange`]]),
  ),
};

export function isAssignable(before: string, after: string): boolean {
  return before === after || (onAssignment[before]?.includes(after) ?? false);
}

export function isCastable(before: string, after: string): boolean {
  return onRequest[before]?.includes(after) ?? false;
}
