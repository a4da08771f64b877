import { expect, test } from "vitest";
import { drawExcerpt } from "../../../src/sql/excerpt.ts";

test("draws the line and the place", () => {
  expect(`\n${drawExcerpt("SELECT 1;\nCREATE TABEL users (id int)", 18)}`).toBe(`
2 | CREATE TABEL users (id int)
  |        ^`);
});

test("counts characters as PostgreSQL does, not UTF-16 units", () => {
  expect(drawExcerpt("SELECT '💥💥' FORM t", 13)).toBe("1 | SELECT '💥💥' FORM t\n  |             ^");
});

test("shows of a long line the part around the place", () => {
  const sql = `SELECT ${"1, ".repeat(100)}oops, ${"1, ".repeat(100)}1`;
  const [line = "", caret = ""] = drawExcerpt(sql, sql.indexOf("oops") + 1).split("\n");

  expect(line).toMatch(/^1 \| … .* …$/);
  expect(line.length).toBeLessThan(120);
  expect(caret.indexOf("^")).toBe(line.indexOf("oops"));
});

test("keeps the caret in place behind tabs, and at the end of the text", () => {
  expect(drawExcerpt("\tSELEC 1", 2)).toBe("1 |  SELEC 1\n  |  ^");
  expect(drawExcerpt("SELECT (", 9)).toBe("1 | SELECT (\n  |         ^");
});
