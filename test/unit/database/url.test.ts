import fc from "fast-check";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { formatUrl, parseUrl, redactUrl, withDatabase } from "../../../src/database/url.ts";

describe("parseUrl", () => {
  test.each<[string, Record<string, string>]>([
    ["postgresql://", {}],
    ["postgres://db.example.com", { host: "db.example.com" }],
    ["postgresql://db:5433/app", { host: "db", port: "5433", dbname: "app" }],
    [
      "postgresql://app@db/app?connect_timeout=10&application_name=my%20app",
      {
        user: "app",
        host: "db",
        dbname: "app",
        connect_timeout: "10",
        application_name: "my app",
      },
    ],
    ["postgresql://[2001:db8::1234]:5433/app", { host: "2001:db8::1234", port: "5433", dbname: "app" }],
    ["postgresql:///app?host=/var/run/postgresql", { host: "/var/run/postgresql", dbname: "app" }],
    ["postgresql://%2Fvar%2Frun%2Fpostgresql/app", { host: "/var/run/postgresql", dbname: "app" }],
    [
      "postgresql://app:pw@/app?host=/cloudsql/p:r:i",
      { user: "app", password: "pw", dbname: "app", host: "/cloudsql/p:r:i" },
    ],
    ["postgresql://?dbname=app&user=me&password=s", { dbname: "app", user: "me", password: "s" }],
    [
      "postgresql://me:a%40b%2Fc%3Ad%25@db/app",
      { user: "me", password: "a@b/c:d%", host: "db", dbname: "app" },
    ],
    ["postgresql://me:a@b#c?d:e@db/app", { user: "me", password: "a@b#c?d:e", host: "db", dbname: "app" }],
    ["  postgresql://db/app\n", { host: "db", dbname: "app" }],
  ])("reads %s as libpq does", (url, expected) => {
    expect(parseUrl(url)).toEqual(expected);
  });

  test.each([
    "",
    "mysql://root:topsecret@db/app",
    "host=db password=topsecret",
    "postgresql://me:topsecret%@db/app",
    "postgresql://me:topsecret%zz@db/app",
    "postgresql://me:topsecret%00@db/app",
    "postgresql://me:topsecret/x@db/app",
    "postgresql://me:12/topsecret@db/app",
    "postgresql://me:12?topsecret/x@db/app",
    "postgresql://me:12?topsecret=1/x@db/app",
  ])("refuses %s without repeating any of it", (url) => {
    const error = thrownBy(() => parseUrl(url));

    expect(error).toMatchObject({
      code: "CONNECTION_SETTINGS_INVALID",
      hint: expect.stringContaining("postgresql://"),
    });
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain("topsecret");
  });
});

const value = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !text.includes("\0"));
const parameters = fc.record(
  {
    host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.constant("/var/run/my postgres")),
    port: fc.integer({ min: 1, max: 65_535 }).map(String),
    user: value,
    password: value,
    dbname: value,
    application_name: value,
    options: value,
  },
  { requiredKeys: [] },
);

describe("formatUrl", () => {
  test("gives a URL that is taken apart into the same values, whatever characters are in them", () => {
    fc.assert(
      fc.property(parameters, (given) => {
        expect(parseUrl(formatUrl(given))).toEqual(given);
      }),
    );
  });

  test("gives a URL that other programs read the same way", () => {
    const complete = fc.record({ host: fc.domain(), user: value, password: value, dbname: value });
    fc.assert(
      fc.property(complete, (given) => {
        const url = new URL(formatUrl(given));
        const whatwg = [url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent);
        const { user, password, database } = new pg.Client({ connectionString: formatUrl(given) });

        expect(whatwg).toEqual([given.user, given.password, given.dbname]);
        // In the name of a database pg leaves some characters encoded, such as "#".
        const dbname = decodeURI(encodeURIComponent(given.dbname));
        expect([user, password, database]).toEqual([given.user, given.password, dbname]);
      }),
    );
  });
});

test("withDatabase changes the database alone, wherever the URL names it", () => {
  expect(parseUrl(withDatabase("postgresql://me:p@db:1/a?sslmode=require", "b/c"))).toEqual({
    ...parseUrl("postgresql://me:p@db:1/a?sslmode=require"),
    dbname: "b/c",
  });
  expect(parseUrl(withDatabase("postgresql:///?dbname=a&host=/tmp", "b"))).toEqual({
    dbname: "b",
    host: "/tmp",
  });
});

describe("redactUrl", () => {
  test.each([
    ["postgresql://me:secret@db/app", "postgresql://me:***@db/app"],
    ["postgresql://me:sec/r@e:t@db:1/app?sslmode=require", "postgresql://me:***@db:1/app?sslmode=require"],
    [
      "postgresql://me@db/app?password=secret&sslmode=require",
      "postgresql://me@db/app?password=***&sslmode=require",
    ],
    ["postgresql://me@db:5432/app", "postgresql://me@db:5432/app"],
    ["postgresql://db:5432/app", "postgresql://db:5432/app"],
    ["host=db password = 'se cret' user=me", "host=db password = *** user=me"],
  ])("shows %s as %s", (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  test("never shows the password", () => {
    const secret = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).map((text) => `S${text}ECRET`);
    fc.assert(
      fc.property(parameters, secret, fc.boolean(), (given, password, isEncoded) => {
        const url = formatUrl({ ...given, password: "PLACE" }).replace(
          "PLACE",
          isEncoded ? encodeURIComponent(password) : password,
        );

        expect(redactUrl(url)).not.toContain("ECRET");
      }),
    );
  });
});

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
