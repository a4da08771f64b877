import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, redactDeep } from "../../../src/terminal/redact.ts";

describe("createRedactor", () => {
  it.each([
    ["connect to postgres://app:s3cret@db/app failed", "connect to postgres://app:***@db/app failed"],
    ["postgresql://app:p@ss/w@rd@db:5432/app", "postgresql://app:***@db:5432/app"],
    ["postgres://app@db/app", "postgres://app@db/app"],
    ["host=db password=s3cret user=app", "host=db password=*** user=app"],
    ["host=db password='two words' user=app", "host=db password=*** user=app"],
    [
      "postgres://db/app?user=app&password=s3cret&sslmode=require",
      "postgres://db/app?user=app&password=***&sslmode=require",
    ],
    ["PGPASSWORD=s3cret psql", "PGPASSWORD=*** psql"],
    ["see https://example.com/a:b", "see https://example.com/a:b"],
  ])("%s", (text, expected) => {
    expect(createRedactor({})(text)).toBe(expected);
  });

  it("covers the passwords of the environment and the command line wherever they stand", () => {
    const redact = createRedactor({ PGPASSWORD: "from-env", MY_URL: "postgres://app:from%40url@db/app" }, [
      "--url",
      "postgres://app:from-flag@db/app",
    ]);
    expect(redact("from-env from%40url from@url from-flag")).toBe("*** *** *** ***");
  });

  it("keeps words that are the user's or the database's name as well", () => {
    const redact = createRedactor({ DATABASE_URL: "postgres://postgres:postgres@localhost/postgres" });
    expect(redact('database "postgres" does not exist')).toBe('database "postgres" does not exist');
  });

  it("lets no password of a URL through, whatever it is made of", () => {
    const secret = fc.string({ minLength: 8, maxLength: 30 }).filter((text) => !/\*\*\*/.test(text));
    fc.assert(
      fc.property(secret, (password) => {
        const url = `postgres://someone:${encodeURIComponent(password)}@host/db`;
        const redact = createRedactor({ DATABASE_URL: url });
        const text = redact(`a ${url} b <${password}> c`);
        expect(text).not.toContain(password);
        expect(text).not.toContain(encodeURIComponent(password));
      }),
    );
  });

  it("reaches into details", () => {
    const redact = createRedactor({});
    expect(redactDeep({ url: "postgres://a:b12345@c/d", list: ["password=x", 1, null] }, redact)).toEqual({
      url: "postgres://a:***@c/d",
      list: ["password=***", 1, null],
    });
  });
});
