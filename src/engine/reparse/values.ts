import { replaceUnquoted } from "../../sql/quoted.ts";

/** The space of a subquery: so VALUES comes out whose columns had names of their own. */
export function closeUpValues(text: string): string {
  if (!text.includes("( VALUES")) return text;
  return replaceUnquoted(text, "\\( VALUES", () => "(VALUES");
}
