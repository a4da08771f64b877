import type { Fact } from "@supabase/pg-delta/core";
import { traitsOf } from "../facts/complete-fact.ts";
import { quotedName } from "../names.ts";
import type { InPlace } from "./in-place.ts";

/**
 * A view is replaced in place when the columns it had stay as they were and new ones come behind them. Manual: CREATE VIEW, "OR
 * REPLACE".
 */
export const replacedView: InPlace = {
  attributes: ["def", "reloptions"],
  isChange: (old, view) => {
    if (view.id.kind !== "view" || old.payload.def === view.payload.def) return false;
    const [before, after] = [traitsOf(old).columns, traitsOf(view).columns];
    return before !== undefined && after !== undefined && `${after}\n`.startsWith(`${before}\n`);
  },
  sql: ({ id, payload }: Fact) => {
    const options = payload.reloptions as string[] | null;
    const clause = options == null || options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
    return `CREATE OR REPLACE VIEW ${quotedName(id)}${clause} AS ${payload.def}`;
  },
};
