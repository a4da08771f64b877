import type { FactBase } from "../engine/index.ts";
import type { Rename } from "./rename.ts";

/**
 * Extensions that go to another schema. Nobody has to be asked about them, and what uses their types, functions and operators
 * says where these are: it is the same once they have moved. Manual: ALTER EXTENSION, "SET SCHEMA". Pure.
 */
export function movedExtensions(from: FactBase, to: FactBase): Rename[] {
  return from.facts().flatMap(({ id, payload }) => {
    const next = id.kind === "extension" ? to.get(id) : undefined;
    if (next === undefined || payload.relocatable !== true || payload.schema === next.payload.schema)
      return [];
    const schema = { from: String(payload.schema), to: String(next.payload.schema) };
    return to.has({ kind: "schema", name: schema.to }) ? [{ from: id, to: id, schema }] : [];
  });
}
