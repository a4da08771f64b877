import { quoted } from "../../sql/quoted.ts";

/**
 * `status IN ('a', 'b')` on a varchar is printed with `(ARRAY['a', 'b'])::text[]`, and that is read as `ARRAY['a'::text, 'b'::text]`
 * (transformTypeCast in parse_expr.c).
 */
export function castElements(text: string): string {
  if (!text.includes("(ARRAY[")) return text;
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
