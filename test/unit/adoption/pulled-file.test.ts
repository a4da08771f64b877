import { expect, it } from "vitest";
import { objectAtLine } from "../../../src/adoption/pulled-file.ts";

const file = `import { pgTable, text } from "drizzle-orm/pg-core"

export const users = pgTable("users", {
	// TODO: failed to parse database type 'citext'
	name: unknown("name").notNull(),
	body: text(),
}, (table) => [
	index("users_name").using("btree", table.name),
]);
`;

it("tells which object a line of drizzle-kit's file is about", () => {
  expect(objectAtLine(file, 8)).toEqual({ name: "users", parts: ["users_name", "btree"] });
  expect(objectAtLine(file, 1)).toBeUndefined();
  expect(objectAtLine('export const x = pgTable.withRLS("a\\"b", {', 1)).toMatchObject({ name: 'a\\"b' });
});
