import { describe, expect, it } from "vitest";
import { type ActualTable, mendPulled } from "../../../src/adoption/mend-pulled.ts";

const nothing: ActualTable = { columns: new Map(), definitions: new Map() };
const mend = (text: string, actual: Partial<ActualTable> = {}) =>
  mendPulled(text, () => ({ ...nothing, ...actual }));

/** The lines of one table, mended. */
function lines(text: string, actual: Partial<ActualTable> = {}): string[] {
  const mended = mend(`export const t = pgTable("t", {\n${text}\n});`, actual).split("\n");
  return mended.slice(1, -1).map((line) => line.trim());
}

describe("the file of drizzle-kit's pull", () => {
  it("gets custom types for those that drizzle-kit 0.31 does not know, with their defaults", () => {
    const file = `import { pgTable } from "drizzle-orm/pg-core"

export const users = pgTable("users", {
	// TODO: failed to parse database type 'citext'
	name: unknown("name").notNull(),
	// TODO: failed to parse database type 'tsvector'
	words: unknown("words").generatedAlwaysAs(sql\`to_tsvector('simple', name)\`),
});
`;
    const columns = new Map([
      ["name", "'\\x'::citext"],
      ["words", "to_tsvector('simple', name)"],
    ]);
    expect(mend(file, { columns }).split("\n").slice(0, 6)).toEqual([
      'import { customType, pgTable } from "drizzle-orm/pg-core"',
      "",
      'export const users = pgTable("users", {',
      `	name: customType({ dataType: () => "citext" })("name").notNull().default(sql\`'\\\\x'::citext\`),`,
      `	words: customType({ dataType: () => "tsvector" })("words").generatedAlwaysAs(sql\`to_tsvector('simple', name)\`),`,
      "});",
    ]);
  });

  it("gets SQL for the defaults that drizzle-kit 1.0 writes as texts", () => {
    const columns = new Map([["name", "'a \"b\"'::citext"]]);
    expect(
      lines(`\tname: customType({ dataType: () => 'citext' })().default("'a \\"b\\"'::citext").notNull(),`, {
        columns,
      }),
    ).toEqual([
      `name: customType({ dataType: () => 'citext' })().default(sql\`'a "b"'::citext\`).notNull(),`,
    ]);
  });

  it("gets the quotes right of empty texts and of the sequences of identities, and the limits of bigint", () => {
    expect(
      lines(`\tname: text().default(').notNull(),
	id: bigint().generatedAlwaysAsIdentity({ name: ""T_id_seq"", startWith: 1, maxValue: 9223372036854775807 }),`),
    ).toEqual([
      "name: text().default('').notNull(),",
      'id: bigint().generatedAlwaysAsIdentity({ name: "T_id_seq", startWith: 1, maxValue: "9223372036854775807" }),',
    ]);
  });

  it("gets the names that the database has, and one key for each", () => {
    const columns = new Map(["userID", "a_b", "aB", "full-name"].map((name) => [name, undefined]));
    expect(
      lines('\tuserId: integer(),\n\taB: text("a_b"),\n\taB: text(),\n\t"fullName": text("full-name"),', {
        columns,
      }),
    ).toEqual([
      'userId: integer("userID"),',
      'aB: text("a_b"),',
      'aB_: text("aB"),',
      'fullName: text("full-name"),',
    ]);
  });

  it("gets the defaults of arrays, numerics and the like as PostgreSQL tells them", () => {
    const columns = new Map([
      ["tags", "'{}'::text[]"],
      ["price", "0"],
      ["rate", "'-1'::numeric"],
      ["list", "'[]'::jsonb"],
      ["text", `'"it''s"'::jsonb`],
      ["by", "CURRENT_USER"],
      ["done", "false"],
    ]);
    expect(
      lines(
        `\ttags: text().array().default([""]).notNull(),\n\tprice: numeric({ precision: 5 }).default('0'),
	rate: numeric().default('-1'),\n\tlist: jsonb().default([]),\n\ttext: jsonb().default("it''s"),
	by: text().default(CURRENT_USER).notNull(),\n\tdone: boolean().default(false),`,
        { columns },
      ),
    ).toEqual([
      "tags: text().array().default(sql`'{}'::text[]`).notNull(),",
      "price: numeric({ precision: 5 }).default(sql`0`),",
      "rate: numeric().default('-1'),",
      "list: jsonb().default([]),",
      `text: jsonb().default(sql\`'"it''s"'::jsonb\`),`,
      "by: text().default(sql`CURRENT_USER`).notNull(),",
      "done: boolean().default(false),",
    ]);
  });

  it("imports what it uses", () => {
    const file =
      'import { pgTable } from "drizzle-orm/pg-core"\n\nexport const t = pgTable("t", {\n\ta: interval({ fields: "year" }),\n});';
    expect(mend(file)).toBe(file.replace("{ pgTable", "{ interval, pgTable"));
  });

  it("gets a check of several lines as its condition alone", () => {
    expect(lines('\tcheck("c", sql`CHECK (\nCASE\n    WHEN (a > 0) THEN b\nEND)`),').join(" ")).toBe(
      'check("c", sql` CASE WHEN (a > 0) THEN b END`),',
    );
  });

  it("names the operator classes only of an index that needs them", () => {
    const index = (name: string) =>
      `\tindex("${name}").using("btree", table.a.op("int4_ops"), table.b.op("int4_ops")),`;
    const definitions = new Map([
      ["plain", "CREATE INDEX plain ON t USING btree (a, b)"],
      ["own", "CREATE INDEX own ON t USING btree (a, b text_pattern_ops)"],
    ]);
    expect(lines(`${index("plain")}\n${index("own")}`, { definitions })).toEqual([
      'index("plain").using("btree", table.a, table.b),',
      index("own").trim(),
    ]);
  });

  it("gets the columns of keys in their order", () => {
    const definitions = new Map([
      ["t_pkey", 'PRIMARY KEY ("Maker", part)'],
      ["t_key", "UNIQUE (part, size)"],
    ]);
    const columns = new Map(["Maker", "part", "size"].map((name) => [name, undefined]));
    const text = `\tmaker: text("Maker"),\n\tpart: text(),\n\tsize: text(),\n}, (table) => [
	primaryKey({ columns: [table.part, table.maker], name: "t_pkey"}),\n\tunique("t_key").on(table.size, table.part),`;
    expect(lines(text, { columns, definitions }).slice(-2)).toEqual([
      'primaryKey({ columns: [table.maker, table.part], name: "t_pkey"}),',
      'unique("t_key").on(table.part, table.size),',
    ]);
  });

  it("stays as it is where nothing is known to be wrong", () => {
    const file =
      'export const a = pgTable("a", {\n\tb: text().default(\'x\'),\n}, (table) => [\n\tunique("u").on(table.b),\n]);';
    expect(mend(file, { columns: new Map([["b", "'x'::text"]]) })).toBe(file);
  });
});
