import { describe, expect, it } from "vitest";
import { declareUnknownTypes, objectAtLine } from "../../../src/adoption/pulled-file.ts";

const file = `import { pgTable, text } from "drizzle-orm/pg-core"

export const users = pgTable("users", {
	// TODO: failed to parse database type 'citext'
	name: unknown("name").notNull(),
	body: text(),
}, (table) => [
	index("users_name").using("btree", table.name),
]);
`;

describe("the file of drizzle-kit's pull", () => {
  it("gets custom types for those that drizzle-kit 0.31 does not know", () => {
    expect(declareUnknownTypes(file).split("\n").slice(0, 6)).toEqual([
      'import { customType, pgTable, text } from "drizzle-orm/pg-core"',
      "",
      'export const users = pgTable("users", {',
      '	name: customType({ dataType: () => "citext" })("name").notNull(),',
      "	body: text(),",
      "}, (table) => [",
    ]);
  });

  it("stays as it is when it knows all types", () => {
    const known =
      'import { pgTable, text } from "drizzle-orm/pg-core"\nexport const a = pgTable("a", { b: text() });\n';
    expect(declareUnknownTypes(known)).toBe(known);
  });

  it("tells which object a line is about", () => {
    expect(objectAtLine(file, 8)).toEqual({ name: "users", parts: ["users_name", "btree"] });
    expect(objectAtLine(file, 1)).toBeUndefined();
    expect(objectAtLine('export const x = pgTable.withRLS("a\\"b", {', 1)).toMatchObject({ name: 'a\\"b' });
  });
});
