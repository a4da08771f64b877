// Which changes of a column's type leave the table as it is. Measured on PostgreSQL 14 to 18, with and without USING.
import { encodeId, type Fact, type FactBase } from "../engine/index.ts";
import { type BaseType, baseTypeOf } from "./cast-types.ts";
import { domainsOf, isConstrained } from "./domain.ts";

/** True when every row is written anew, and every index of the table with them. */
export function isRewritten(before: Fact, after: Fact, from: FactBase, to: FactBase): boolean {
  const [oldType, newType] = [String(before.payload.type), String(after.payload.type)];
  const [old, next] = [baseTypeOf(from, oldType), baseTypeOf(to, newType)];
  if (old === undefined || next === undefined) return true;
  if (oldType === newType) return JSON.stringify(old.labels) !== JSON.stringify(next.labels);
  const had = domainsOf(from, oldType).map(({ id }) => encodeId(id));
  const isNewDomain = domainsOf(to, newType).some(({ id }) => !had.includes(encodeId(id)));
  if (isNewDomain && isConstrained(to, newType)) return true;
  return old.text !== next.text && !isWidening(old, next);
}

function isWidening(before: BaseType, after: BaseType): boolean {
  if (before.isArray || after.isArray) return false;
  const change = `${before.name} ${after.name}`;
  const [size = Number.POSITIVE_INFINITY, scale = 0] = after.modifiers;
  const [oldSize = Number.POSITIVE_INFINITY, oldScale = 0] = before.modifiers;
  switch (change) {
    case "numeric numeric":
      return after.modifiers.length === 0 || (oldSize <= size && oldScale === scale);
    case "varchar varchar":
    case "varbit varbit":
    case "timestamp timestamp":
    case "timestamptz timestamptz":
    case "time time":
    case "timetz timetz":
      return oldSize <= size;
    case "interval interval":
      return after.modifiers.length === 0;
    default:
      return binaryCoercible.has(change) && after.modifiers.length === 0;
  }
}

// pg_cast.castmethod = 'b', of what stands in columns; a length or precision makes it a function again.
const binaryCoercible = new Set([
  "text varchar",
  "varchar text",
  "varchar bpchar",
  "text citext",
  "citext text",
  "varchar citext",
  "citext varchar",
  "cidr inet",
  "bit varbit",
  "xml text",
  "int4 oid",
  "oid int4",
]);
