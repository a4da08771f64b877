import type { StableId } from "@supabase/pg-delta/core";
import { bareName } from "../../sql/quote.ts";
import type { TableName } from "../facts/partitions.ts";
import type { TraitChange } from "./trait.ts";

/** The expressions of statistics, and defaults of a table's own, are texts; a function that they call can't be made anew under them. */
export function callsMade(definition: string, { from, isMade }: TraitChange): boolean {
  const routines = from.facts().filter(({ id }) => "args" in id && isMade(id));
  return routines.some(({ id }) => {
    const { schema, name } = id as TableName & StableId;
    return definition.includes(`${bareName(schema)}.${bareName(name)}(`);
  });
}
