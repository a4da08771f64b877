// Tables of a composite type. Manual: CREATE TABLE, "OF".
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { alter } from "./alter.ts";
import type { TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const ofType: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("rel")}, 'of type', format_type(rel.reloftype, NULL) FROM rel WHERE rel.reloftype <> 0`,
    },
  ],
  traits: {
    "of type": {
      family: "table",
      isLost: ({ fact, from, to }) => columnTypes(fact, from) !== columnTypes(fact, to),
      // Its columns can't come, go or change by themselves.
      clear: ({ fact }) => [`${alter(fact)} NOT OF`],
      set: ({ fact, after }) => (after === undefined ? [] : [`${alter(fact)} OF ${after}`]),
    },
  },
};

function columnTypes({ id }: Fact, facts: FactBase): string {
  const columns = facts.childrenOf(id).filter((part) => part.id.kind === "column");
  return columns.map((part) => `${encodeId(part.id)} ${part.payload.type}`).join();
}
