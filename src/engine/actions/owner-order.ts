import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { owningColumn } from "../facts/column.ts";
import type { Pair } from "./pairs.ts";

/**
 * A sequence has the owner of the table it belongs to: it gets another one with its table alone, and can be given to a table
 * only when both have the same one. Manual: ALTER SEQUENCE, "OWNED BY".
 */
export function ownerOrder(actions: readonly Action[], from: FactBase, to: FactBase): Pair[] {
  const owners = indexAlters(actions, /^ALTER [A-Z ]+ .* OWNER TO ("(?:[^"]|"")*"|\S+)$/s);
  if (owners.size === 0) return [];
  const links = indexAlters(actions, /^ALTER SEQUENCE .* OWNED BY /s);
  const ownerOf = (id: StableId | undefined) => (id === undefined ? undefined : owners.get(encodeId(id)));
  return to.facts().flatMap((sequence): Pair[] => {
    const { id } = sequence;
    if (id.kind !== "sequence") return [];
    const [link, table] = [links.get(encodeId(id)), tableOf(sequence)];
    if (link === undefined) return [[ownerOf(table), ownerOf(id)]];
    if (table !== undefined)
      return [
        [ownerOf(table), link],
        [ownerOf(id), link],
      ];
    return [
      [link, ownerOf(tableOf(from.get(id)))],
      [link, ownerOf(id)],
    ];
  });
}

function indexAlters(actions: readonly Action[], pattern: RegExp): Map<string, number> {
  return new Map(
    actions.flatMap(({ sql, consumes: [id] }, i): [string, number][] =>
      id !== undefined && pattern.test(sql) ? [[encodeId(id), i]] : [],
    ),
  );
}

function tableOf(sequence: Fact | undefined): StableId | undefined {
  const owner = sequence && owningColumn(sequence);
  return owner && { kind: "table", schema: owner.schema, name: owner.table };
}
