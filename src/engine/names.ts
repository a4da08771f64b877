// Names of facts as people read and write them.
import type { Fact, StableId } from "@supabase/pg-delta/core";
import { quoteName } from "../sql/quote.ts";
import { tenantSchema } from "./tenant-schema.ts";

/** The kind of a fact in PostgreSQL's own word: `enum`, `materialized view`, `foreign key`, … */
export function kindOf(fact: Fact): string {
  const { id, payload } = fact;
  if (id.kind === "type") return payload.variant === "enum" ? "enum" : `${payload.variant} type`;
  if (id.kind === "constraint") return constraintKinds[String(payload.type)] ?? "constraint";
  return kinds[id.kind] ?? id.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const kinds: Partial<Record<StableId["kind"], string>> = {
  acl: "grant",
  fdw: "foreign data wrapper",
  publicationRel: "published table",
  publicationSchema: "published schema",
};

// pg_constraint.contype
const constraintKinds: Record<string, string> = {
  c: "check constraint",
  f: "foreign key",
  p: "primary key",
  u: "unique constraint",
  x: "exclusion constraint",
};

/** `schema.name`, or `name` alone in `public` and in a tenant. */
export function qualified(schema: string, name: string): string {
  return schema === "public" || schema === tenantSchema ? name : `${schema}.${name}`;
}

/** The table (or domain, or type) a part belongs to; undefined for what stands by itself. */
export function ownerTable(id: StableId): string | undefined {
  if ("table" in id) return qualified(id.schema, id.table);
  if (id.kind === "typeAttribute") return qualified(id.schema, id.type);
  return undefined;
}

/** The object's own name: of a column just its name, of a table with its schema. */
export function nameOf(id: StableId): string {
  if ("target" in id) return `${describeId(id.target)}${"grantee" in id ? ` to ${id.grantee}` : ""}`;
  if (id.kind === "membership") return `${id.member} in ${id.role}`;
  if ("args" in id) return `${qualified(id.schema, id.name)}(${id.args.join(", ")})`;
  if ("table" in id || id.kind === "typeAttribute")
    return "name" in id ? id.name : qualified(id.schema, id.table);
  if ("schema" in id && "name" in id) return qualified(id.schema as string, id.name as string);
  return "name" in id ? id.name : JSON.stringify(id);
}

/** Name with its table in front: `users.email`, `audit.log`, `users.users_pkey`. */
export function describeId(id: StableId): string {
  const table = ownerTable(id);
  return table === undefined || !("name" in id) ? nameOf(id) : `${table}.${id.name}`;
}

/** `"app"."users"`: what stands in a schema by its own name, as SQL writes it. */
export function quotedName(id: StableId | { schema: string; name: string }): string {
  const { schema, name } = id as { schema: string; name: string };
  return quoteName(name, schema);
}
