import { expect, test } from "vitest";
import { rewriteOnce } from "../../../src/plan/one-rewrite.ts";

const step = (sql: string, transactional = true) => ({ sql, transactional, hazards: [] });
const alter = (table: string, does: string) =>
  step(`ALTER TABLE "public"."${table}"\n  ALTER COLUMN ${does}`);
const merged = (...steps: ReturnType<typeof step>[]) => rewriteOnce(steps).map(({ sql }) => sql);

test("neighbours that retype columns of one table are one statement, with the defaults around them", () => {
  const retyping = [
    alter("t", '"a" DROP DEFAULT'),
    alter("t", '"a" TYPE uuid'),
    alter("t", '"b, ""c" TYPE bigint'),
  ];
  expect(merged(...retyping, alter("t", '"a" SET DEFAULT x()'))).toEqual([
    `ALTER TABLE "public"."t"
  ALTER COLUMN "a" DROP DEFAULT,
  ALTER COLUMN "a" TYPE uuid,
  ALTER COLUMN "b, ""c" TYPE bigint,
  ALTER COLUMN "a" SET DEFAULT x()`,
  ]);
});

test("what is apart, of another table, or said twice of a column stays a statement", () => {
  const a = alter("t", '"a" TYPE uuid');
  const apart = [a, step('DROP TYPE "public"."e"'), alter("t", '"b" TYPE uuid'), alter("s", '"a" TYPE uuid')];
  expect(merged(...apart)).toEqual(apart.map(({ sql }) => sql));
  expect(merged(a, alter("t", '"a" TYPE text'))).toHaveLength(2);
});

test("defaults alone stay as they are", () => {
  expect(merged(alter("t", '"a" DROP DEFAULT'), alter("t", '"b" SET DEFAULT 1'))).toHaveLength(2);
});

test("a hazard that each of them has is told once, their preflights all", () => {
  const hazard = { code: "TABLE_REWRITE", severity: "warning", object: "t", message: "", hint: "" } as const;
  const preflight = [{ message: "", sql: "SELECT", hint: "" }];
  const steps = ["a", "b"].map((name) => ({
    ...alter("t", `"${name}" TYPE uuid`),
    hazards: [hazard],
    preflight,
  }));
  expect(rewriteOnce(steps)[0]).toMatchObject({ hazards: [hazard], preflight: [...preflight, ...preflight] });
});
