import { buildFactBase, encodeId, type Fact, type StableId } from "@supabase/pg-delta/core";
import { expect, it } from "vitest";
import { withoutFacts } from "../../../src/engine/index.ts";

const schema: StableId = { kind: "schema", name: "public" };
const table: StableId = { kind: "table", schema: "public", name: "users" };
const column: StableId = { kind: "column", schema: "public", table: "users", name: "id" };
const sequence = (name: string): StableId => ({ kind: "sequence", schema: "public", name });

it("leaves out a sequence with the column that owns it", () => {
  const ownedBy = { schema: "public", table: "users", column: "id" };
  const facts: Fact[] = [
    { id: schema, payload: {} },
    { id: table, parent: schema, payload: {} },
    { id: column, parent: table, payload: {} },
    { id: sequence("users_id_seq"), parent: schema, payload: { ownedBy } },
    { id: sequence("free"), parent: schema, payload: { ownedBy: null } },
  ];
  const left = withoutFacts(buildFactBase(facts, []), ({ id }) => encodeId(id) === encodeId(table));
  expect(left.facts().map(({ id }) => id)).toEqual([schema, sequence("free")]);
});
