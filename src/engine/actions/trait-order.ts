import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { bareName } from "../../sql/quote.ts";
import { partsWith } from "../facts/complete-fact.ts";
import { type Pair, subjectsOf } from "./pairs.ts";

/**
 * A table goes before a function or sequence that a trait of it names, of which the engine knows nothing: its own default for a column
 * of its parent, or a statistics object.
 */
export function traitOrder(actions: readonly Action[], from: FactBase): Pair[] {
  const dropped = subjectsOf(actions, "drop");
  const tables = dropped.flatMap(({ id, place }) => {
    const texts = id.kind === "table" ? textsOf(from.get(id)) : [];
    return texts.length === 0 ? [] : [{ place, texts }];
  });
  if (tables.length === 0) return [];
  return dropped.flatMap(({ id, place }) => {
    if (!("args" in id || id.kind === "sequence")) return [];
    const name = `${bareName(id.schema)}.${bareName(id.name)}`;
    const naming = tables.filter(({ texts }) => texts.some((text) => text.includes(name)));
    return naming.map((table): Pair => [table.place, place]);
  });
}

function textsOf(table: Fact | undefined): string[] {
  return ["default", "generated", "statistics object"].flatMap((trait) =>
    partsWith(trait, table).map(([, text]) => text),
  );
}
