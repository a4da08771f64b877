import { expect, test } from "vitest";
import { beginTransaction } from "../../../src/database/begin.ts";

test("says nothing that was not asked for", () => {
  expect(beginTransaction({})).toEqual(["BEGIN"]);
});

test("writes the options in PostgreSQL's order", () => {
  expect(beginTransaction({ deferrable: true, readOnly: true, isolation: "serializable" })).toEqual([
    "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE",
  ]);
  expect(beginTransaction({ deferrable: false, readOnly: false })).toEqual([
    "BEGIN READ WRITE NOT DEFERRABLE",
  ]);
});

test("sets everything for the transaction only, the role last: it may not be allowed to set the rest", () => {
  const options = { role: "app", settings: { "app.tenant": "it's" }, statementTimeoutMs: 5 };
  expect(beginTransaction(options)[1]).toBe(
    "SELECT set_config('app.tenant', 'it''s', true), set_config('statement_timeout', '5', true), set_config('role', 'app', true)",
  );
});

test.each([{ role: undefined }, { role: null }, { settings: { a: undefined } }, { settings: { a: null } }])(
  "refuses %o",
  (options) => {
    expect(() => beginTransaction(options as object)).toThrow(
      expect.objectContaining({ code: "UNDEFINED_VALUE" }),
    );
  },
);

test("refuses the role none, which is the one that logged in, with all its rights", () => {
  expect(() => beginTransaction({ role: "none" })).toThrow(expect.objectContaining({ code: "USAGE" }));
});

test.each(["role", "ROLE", "Session_Authorization"])(
  "refuses %s among the settings: role is an option",
  (name) => {
    expect(() => beginTransaction({ settings: { [name]: "none" } })).toThrow(
      expect.objectContaining({ code: "USAGE", message: expect.stringContaining(name) }),
    );
  },
);
