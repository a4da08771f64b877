import { beforeAll, describe, expect, it } from "vitest";
import { reverseRenames } from "../../../src/adoption/reverse-renames.ts";
import { loadParser } from "../../../src/sql/parser.ts";

beforeAll(loadParser);

describe("the renames of a way back", () => {
  it.each([
    [['ALTER TABLE "users" RENAME TO "people"'], ["people:users"]],
    [['ALTER TABLE "app"."users" RENAME COLUMN "nick" TO "handle"'], ["app.users.handle:app.users.nick"]],
    [['ALTER TYPE "public"."mood" RENAME TO "feeling"'], ["enum/feeling:enum/mood"]],
    [["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"], ["enum/mood.blue:enum/mood.sad"]],
    [['ALTER TABLE "users" SET SCHEMA "app"'], ["app.users:users"]],
    [["ALTER TABLE users ADD COLUMN a text"], []],
  ])("%s", (steps, expected) => {
    expect(reverseRenames(steps)).toEqual(expected);
  });

  it("name a column of a renamed table as the table will be called again", () => {
    expect(
      reverseRenames([
        "ALTER TABLE users RENAME TO people",
        "ALTER TABLE people RENAME COLUMN nick TO handle",
        "ALTER TABLE people RENAME TO persons",
      ]),
    ).toEqual(["persons:users", "users.handle:users.nick"]);
  });

  it("leave out a table that has its old name again", () => {
    expect(reverseRenames(["ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME TO a"])).toEqual([]);
  });
});
