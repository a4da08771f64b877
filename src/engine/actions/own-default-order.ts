import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { bareName } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";

type Pair = readonly [earlier: number, later: number];

/** A table goes before a function or sequence that its own default for a column of its parent names, of which the engine knows nothing. */
export function ownDefaultOrder(actions: readonly Action[], from: FactBase): Pair[] {
  const drops = [...actions.entries()].filter(([, { verb }]) => verb === "drop");
  const owners = drops.flatMap(
    ([
      place,
      {
        destroys: [id],
      },
    ]) => {
      const defaults = id?.kind === "table" ? ownDefaults(from.get(id)) : [];
      return defaults.length === 0 ? [] : [{ place, defaults }];
    },
  );
  if (owners.length === 0) return [];
  return drops.flatMap(
    ([
      place,
      {
        destroys: [id],
      },
    ]) => {
      if (id === undefined || !("args" in id || id.kind === "sequence")) return [];
      const name = `${bareName(id.schema)}.${bareName(id.name)}`;
      const naming = owners.filter(({ defaults }) => defaults.some((text) => text.includes(name)));
      return naming.map((owner): Pair => [owner.place, place]);
    },
  );
}

function ownDefaults(table: Parameters<typeof traitsOf>[0]): string[] {
  const traits = Object.entries(traitsOf(table));
  return traits.flatMap(([trait, value]) => (/^(default|generated):/.test(trait) ? [value] : []));
}
