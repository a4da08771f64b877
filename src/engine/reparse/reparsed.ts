// PostgreSQL doesn't always read what it prints as what it had: created from its own text, an expression is printed otherwise. What is
// read is told in the second form, which stays.
import type { Fact } from "@supabase/pg-delta/core";
import { dropTypeAliases } from "./aliases.ts";
import { castElements } from "./arrays.ts";
import { flattenBooleans } from "./booleans.ts";
import { quoted } from "./quoted.ts";

/** Their texts are the user's own, and a body between dollars is. */
const verbatim = new Set<string>(["comment", "securityLabel"]);
const routines = new Set<string>(["function", "procedure"]);

/** The fact as it is after a dump and a restore. Pure. */
export function asReparsed(fact: Fact): Fact {
  const { id, payload: original } = fact;
  if (verbatim.has(id.kind) || (routines.has(id.kind) && /\$\w*\$/.test(String(original.def)))) return fact;
  const payload = reparseValues(fact.payload);
  if (payload === fact.payload) return fact;
  const lists = Object.values(fact.payload).flatMap((value) =>
    typeof value === "string" ? listsIn(value) : [],
  );
  return { ...fact, payload: { ...payload, _lists: lists } };
}

/** For every list of literals that was cast as a whole: as it is told, and as a statement has to say it to get it so again. */
export type List = { readonly told: string; readonly said: string };

export function listsOf({ payload }: Fact): readonly List[] {
  return (payload._lists as readonly List[] | undefined) ?? [];
}

function listsIn(text: string): List[] {
  return [...text.matchAll(list)].map(([, word, elements = ""]) => {
    const literals = elements.match(literal) ?? [];
    const told = literals.map((element) => `(${element})::text`).join(", ");
    return { told: `${word} (ARRAY[${told}])`, said: `${word} (ARRAY[${literals.join(", ")}])` };
  });
}

const literal = /'(?:[^']|'')*'::character varying/g;
const list = new RegExp(`(ANY|ALL) \\(\\(ARRAY\\[((?:${literal.source}(?:, )?)+)\\]\\)::text\\[\\]\\)`, "g");

/** The same record when nothing in it changes. */
export function reparseValues<T extends Readonly<Record<string, unknown>>>(values: T): T {
  const entries = Object.entries(values);
  const reparsed = entries.map(([key, value]) => [key, typeof value === "string" ? reparse(value) : value]);
  const isSame = reparsed.every(([, value], index) => value === entries[index]?.[1]);
  return isSame ? values : (Object.fromEntries(reparsed) as T);
}

function reparse(text: string): string {
  return [castElements, flattenBooleans, dropTypeAliases, closeUpValues].reduce(
    (told, step) => step(told),
    text,
  );
}

/** The space of a subquery: so VALUES comes out whose columns had names of their own. */
function closeUpValues(text: string): string {
  if (!text.includes("( VALUES")) return text;
  return text.replaceAll(quoted("\\( VALUES"), (part) => (part === "( VALUES" ? "(VALUES" : part));
}
