// PostgreSQL doesn't always read what it prints as what it had: created from its own text, an expression is printed otherwise. What is
// read is told in the second form, which stays.
import type { Fact } from "@supabase/pg-delta/core";

/** Their texts are the user's own. */
const verbatim = new Set<string>(["comment", "securityLabel"]);

/** The fact as it is after a dump and a restore. Pure. */
export function asReparsed(fact: Fact): Fact {
  if (verbatim.has(fact.id.kind)) return fact;
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
  return [...text.matchAll(list)].map(([, elements = ""]) => {
    const literals = elements.match(literal) ?? [];
    const told = literals.map((element) => `(${element})::text`).join(", ");
    return { told: `ARRAY[${told}]`, said: `ARRAY[${literals.join(", ")}]` };
  });
}

const literal = /'(?:[^']|'')*'::character varying/g;
const list = new RegExp(
  `(?:ANY|ALL) \\(\\(ARRAY\\[((?:${literal.source}(?:, )?)+)\\]\\)::text\\[\\]\\)`,
  "g",
);

/** The same record when nothing in it changes. */
export function reparseValues<T extends Readonly<Record<string, unknown>>>(values: T): T {
  const entries = Object.entries(values);
  const reparsed = entries.map(([key, value]) => [key, typeof value === "string" ? reparse(value) : value]);
  const isSame = reparsed.every(([, value], index) => value === entries[index]?.[1]);
  return isSame ? values : (Object.fromEntries(reparsed) as T);
}

/**
 * `status IN ('a', 'b')` on a varchar is printed with `(ARRAY['a', 'b'])::text[]`, and that is read as `ARRAY['a'::text, 'b'::text]`
 * (transformTypeCast in parse_expr.c). `VALUES` with names of its own is printed as a subquery.
 */
function reparse(text: string): string {
  // In a string between dollars nothing is PostgreSQL's.
  if (!/\(ARRAY\[|\( VALUES/.test(text) || /\$\w*\$/.test(text)) return text;
  return castElements(text).replaceAll(quoted("\\( VALUES"), (part) =>
    part === "( VALUES" ? "(VALUES" : part,
  );
}

function castElements(text: string): string {
  let result = "";
  let at = 0;
  for (const { index } of text.matchAll(quoted("\\(ARRAY\\["))) {
    if (index < at || text[index] !== "(") continue;
    const start = index + "(ARRAY[".length;
    const elements = elementsFrom(text, start);
    const end = start + elements.join(",").length;
    const type = /^\]\)::([^()[\],']+(?:\([\d,]+\))?[^()[\],']*)\[\]/.exec(text.slice(end));
    if (type === null) continue;
    result += `${text.slice(at, index)}ARRAY[${elements.map((element) => castElement(element.trim(), type[1] as string)).join(", ")}]`;
    at = end + type[0].length;
  }
  return result + text.slice(at);
}

/** Of an array in the array, its elements. */
function castElement(element: string, type: string): string {
  if (!element.startsWith("ARRAY[")) return `(${castElements(element)})::${type}`;
  const inner = elementsFrom(element, "ARRAY[".length);
  return `ARRAY[${inner.map((each) => castElement(each.trim(), type)).join(", ")}]`;
}

/** What stands between commas, up to the bracket that closes. */
function elementsFrom(text: string, start: number): string[] {
  const elements: string[] = [];
  let depth = 0;
  let from = start;
  for (const { 0: token, index } of text.slice(start).matchAll(quoted("[[\\](),]"))) {
    const at = start + index;
    if (token === "[" || token === "(") depth++;
    else if (depth > 0 && (token === "]" || token === ")")) depth--;
    else if (depth === 0 && (token === "," || token === "]")) {
      elements.push(text.slice(from, at));
      from = at + 1;
      if (token === "]") break;
    }
  }
  return elements;
}

/** Finds `pattern`, or literals and quoted names as a whole, in which it is something else. */
function quoted(pattern: string): RegExp {
  return new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|${pattern}`, "g");
}
