import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectModels } from "../../../src/models/collect.ts";
import { assertNoDuplicates } from "../../../src/models/duplicates.ts";
import { reachModels } from "../../../src/models/reach.ts";
import { renderModels } from "../../../src/models/render-models.ts";
import { quoteName } from "../../../src/sql/quote.ts";
import { drizzles } from "../../support/drizzle.ts";
import { connectFresh } from "../../support/models.ts";

/** What PostgreSQL can keep: no NUL, no half of a surrogate pair. */
const isKept = (value: string) => !/\0|\p{Surrogate}/u.test(value);
const text = fc.string({ unit: "grapheme" }).filter(isKept);
const name = text.filter((value) => value !== "" && Buffer.byteLength(value) <= 50);
/** As numeric, jsonb's number, keeps it: no -0. */
const number = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);
/** Without the characters that JSON escapes: V8 of Node 24 and 26 at times reads `"` as `\` there (nodejs/node#63785). */
const key = name.map((value) => value.replaceAll(/["\\\p{Cc}]/gu, "'"));
const unit = fc.constantFrom("a", "'", '"', "\\", "é", "🌲", " ", "{");
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    fc.oneof(fc.boolean(), fc.constant(null), fc.string({ unit }), number),
    fc.array(tie("json")),
    fc.dictionary(key, tie("json"), { noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(key, json, { noNullPrototype: true });

describe.each(drizzles)("with Drizzle $version", ({ pg }) => {
  /** A column with a default, and what the driver reads of that default. A builder is for one table: it keeps its name. */
  const withDefault = fc.oneof(
    text.map((value) => ({ builder: () => pg.text().default(value), read: value as unknown })),
    fc
      .integer()
      .map((value) => ({ builder: () => pg.bigint({ mode: "number" }).default(value), read: String(value) })),
    fc.maxSafeInteger().map((value) => ({
      builder: () => pg.bigint({ mode: "bigint" }).default(BigInt(value)),
      read: String(value),
    })),
    fc
      .double({ noDefaultInfinity: true })
      .map((value) => ({ builder: () => pg.doublePrecision().default(value), read: value + 0 })),
    fc.boolean().map((value) => ({ builder: () => pg.boolean().default(value), read: value })),
    fc
      .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((value) => ({ builder: () => pg.timestamp({ withTimezone: true }).default(value), read: value })),
    fc.uuid().map((value) => ({ builder: () => pg.uuid().default(value), read: value })),
    object.map((value) => ({ builder: () => pg.jsonb().default(value), read: value })),
    fc.array(json).map((value) => ({ builder: () => pg.jsonb().default(value), read: value })),
    fc.array(fc.option(text)).map((value) => ({
      builder: () =>
        pg
          .text()
          .array()
          .default(value as string[]),
      read: value,
    })),
    fc
      .array(fc.boolean())
      .map((value) => ({ builder: () => pg.boolean().array().default(value), read: value })),
    fc.array(object).map((value) => ({ builder: () => pg.jsonb().array().default(value), read: value })),
    fc.uint8Array().map((value) => ({
      builder: () =>
        pg
          .customType<{ data: Uint8Array }>({ dataType: () => "bytea" })()
          .default(value),
      read: Buffer.from(value),
    })),
  );
  const columns = fc.uniqueArray(fc.tuple(name, withDefault), {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 12,
  });

  test("any table with any defaults is built, and inserts what its model says", async () => {
    const client = await connectFresh();
    await fc.assert(
      fc.asyncProperty(name, name, columns, async (schemaName, tableName, list) => {
        fc.pre(!["public", "information_schema"].includes(schemaName) && !schemaName.startsWith("pg_"));
        const table = pg
          .pgSchema(schemaName)
          .table(
            tableName,
            Object.fromEntries(list.map(([key, { builder }]) => [`c_${key}`, builder()])) as never,
          );
        const collected = collectModels(new Map([["any.ts", { table }]]));
        const made = renderModels(collected, reachModels(collected).foreign, undefined);
        assertNoDuplicates(made);

        await client.query("BEGIN");
        try {
          for (const { rendered } of made) await client.query(rendered.sql);
          const { rows } = await client.query(
            `INSERT INTO ${quoteName(tableName, schemaName)} DEFAULT VALUES RETURNING *`,
          );
          expect(rows).toEqual([Object.fromEntries(list.map(([key, { read }]) => [`c_${key}`, read]))]);
        } finally {
          await client.query("ROLLBACK");
        }
      }),
      { numRuns: 60 },
    );
  });
});
