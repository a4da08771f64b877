import { encodeId, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { traitsOf } from "./complete-fact.ts";

/** Names that only one object can have at a time; tables and their like have one among relations and one among types. */
export function namesTaken(id: StableId, facts: FactBase): string[] {
  switch (id.kind) {
    case "table":
    case "view":
    case "materializedView":
    case "foreignTable":
      return [`relation ${id.schema}.${id.name}`, `type ${id.schema}.${id.name}`];
    case "constraint":
      // Behind these is an index of the same name.
      return ["p", "u", "x"].includes(String(facts.get(id)?.payload.type))
        ? [`relation ${id.schema}.${id.name}`]
        : [encodeId(id)];
    case "column": {
      const fact = facts.get(id);
      const identity = fact?.payload.identity as
        | { sequence: { schema: string; name: string } }
        | null
        | undefined;
      const sequence = identity?.sequence;
      const notNull = traitsOf(fact)["not null name"];
      const { schema, table } = id;
      return [
        encodeId(id),
        ...(sequence == null ? [] : [`relation ${sequence.schema}.${sequence.name}`]),
        ...(notNull === undefined ? [] : [encodeId({ kind: "constraint", schema, table, name: notNull })]),
      ];
    }
    case "index":
    case "sequence":
      return [`relation ${id.schema}.${id.name}`];
    case "type": {
      const name = `${id.schema}.${id.name}`;
      // A composite type is a relation without rows.
      const isRelation = facts.get(id)?.payload.variant === "composite";
      return [`type ${name}`, ...(isRelation ? [`relation ${name}`] : [])];
    }
    case "domain":
      return [`type ${id.schema}.${id.name}`];
    case "function":
    case "procedure":
    case "aggregate":
      // While there are two of a name, a call that means the new one may find the old one.
      return [`routine ${id.schema}.${id.name}`];
    default:
      return [encodeId(id)];
  }
}
