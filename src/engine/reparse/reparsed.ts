// PostgreSQL doesn't always read what it prints as what it had: created from its own text, an expression is printed otherwise. What is
// read is told in the second form, which stays.
import type { Fact } from "@supabase/pg-delta/core";
import { dropTypeAliases } from "./aliases.ts";
import { castElements } from "./arrays.ts";
import { flattenBooleans } from "./booleans.ts";
import { lowerFields } from "./fields.ts";
import { listsIn } from "./lists.ts";
import { closeUpValues } from "./values.ts";

/** Their texts are the user's own. */
const verbatim = new Set<string>(["comment", "securityLabel"]);
const routines = new Set<string>(["function", "procedure"]);

/** The fact as it is after a dump and a restore. Pure. */
export function asReparsed(fact: Fact): Fact {
  const { id, payload } = fact;
  if (verbatim.has(id.kind)) return fact;
  const reparsed =
    routines.has(id.kind) && bodyStart.test(String(payload.def))
      ? reparseHead(payload)
      : reparseValues(payload);
  return reparsed === payload ? fact : { ...fact, payload: { ...reparsed, _lists: listsIn(payload) } };
}

const bodyStart = /^AS \$\w*\$/m;

/** A body between dollars is the user's own; the defaults of parameters stand before it. */
function reparseHead(payload: Fact["payload"]): Fact["payload"] {
  const { def, argSignature } = payload;
  const text = String(def);
  const [head, body] = [text.slice(0, text.search(bodyStart)), text.slice(text.search(bodyStart))];
  const told = reparseValues({ head, argSignature });
  if (told.head === head && told.argSignature === argSignature) return payload;
  return { ...payload, argSignature: told.argSignature as string, def: told.head + body };
}

/** The same record when nothing in it changes. */
export function reparseValues<T extends Readonly<Record<string, unknown>>>(values: T): T {
  const entries = Object.entries(values);
  const reparsed = entries.map(([key, value]) => [key, typeof value === "string" ? reparse(value) : value]);
  const isSame = reparsed.every(([, value], index) => value === entries[index]?.[1]);
  return isSame ? values : (Object.fromEntries(reparsed) as T);
}

function reparse(text: string): string {
  return [castElements, flattenBooleans, dropTypeAliases, closeUpValues, lowerFields].reduce(
    (told, step) => step(told),
    text,
  );
}
