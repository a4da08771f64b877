import { replaceUnquoted } from "../../sql/quoted.ts";

/** The field of `EXTRACT('YEAR' FROM t)` is printed without its quotes, in which its letters get small when it is read. */
export function lowerFields(text: string): string {
  if (!text.includes("EXTRACT(")) return text;
  return replaceUnquoted(text, "EXTRACT\\(\\w+ FROM ", (part) =>
    part.replace(/\(\w+/, (field) => field.toLowerCase()),
  );
}
