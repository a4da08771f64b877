import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTemplate, writeTemplate } from "../../../src/revisions/template.ts";

/** What JavaScript makes of the template, read as `sql` reads it. */
function evaluate(template: string): string {
  const read = (strings: TemplateStringsArray, ...values: string[]) => readTemplate(strings.raw, values);
  return new Function("read", `return read${template};`)(read);
}

const awkward = fc.constantFrom(
  "`",
  "$",
  "{",
  "\\",
  "\n",
  " ",
  "\r",
  "\t",
  "'",
  "é",
  "\u2028",
  "\ud800",
  "a",
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: awkward, maxLength: 30 }),
);

describe("templates", () => {
  it("come back byte for byte, whatever the text", () => {
    fc.assert(
      fc.property(text, fc.constantFrom("", "  ", "    "), (sql, indent) => {
        expect(evaluate(writeTemplate(sql, indent))).toBe(sql);
      }),
      { numRuns: 3000 },
    );
  });

  it("keep one line as it is", () => {
    expect(writeTemplate("SELECT '\\d'", "    ")).toBe("`SELECT '\\d'`");
  });

  it("indent several lines", () => {
    expect(writeTemplate("CREATE TABLE a (\n  b int\n)", "    ")).toBe(
      "`\n      CREATE TABLE a (\n        b int\n      )\n    `",
    );
  });

  it("leave a text alone that does not begin with a line break", () => {
    expect(evaluate("`SELECT 'a\n    b'`")).toBe("SELECT 'a\n    b'");
  });

  it("take the shared indentation from a block, also when its blank lines are shorter", () => {
    expect(evaluate("`\n    BEGIN\n\n      x;\n    END\n  `")).toBe("BEGIN\n\n  x;\nEND");
  });

  it("put values in as they are", () => {
    expect(readTemplate(["SELECT ", ", ", ""], [2, "\\n"])).toBe("SELECT 2, \\n");
  });
});
