import { expect, test } from "vitest";
import { isConnectionLoss } from "../../../src/database/connection-loss.ts";
import { fromPostgresError } from "../../../src/database/postgres-error.ts";

const failure = (message: string, fields: object) => Object.assign(new Error(message), fields);

test.each([
  failure("terminating connection due to administrator command", { severity: "FATAL", code: "57P01" }),
  failure("terminating connection due to idle-in-transaction timeout", { severity: "FATAL", code: "25P03" }),
  failure("terminating connection due to transaction timeout", { severity: "FATAL", code: "25P04" }),
  failure("read ECONNRESET", { code: "ECONNRESET" }),
  failure("Connection terminated unexpectedly", {}),
  failure("Client has encountered a connection error and is not queryable", {}),
  failure("The client is not queryable", {}),
])("is a lost connection for everyone: $message", (error) => {
  expect(isConnectionLoss(error)).toBe(true);
  expect(fromPostgresError(error).code).toBe("CONNECTION_LOST");
});

test.each([
  failure("canceling statement due to user request", { severity: "ERROR", code: "57014" }),
  failure("database is being accessed by other users", { severity: "ERROR", code: "55006" }),
  failure("a bug of ours", {}),
])("is a failed statement: $message", (error) => {
  expect(isConnectionLoss(error)).toBe(false);
  expect(fromPostgresError(error).code).toBe("STATEMENT_FAILED");
});

test("shows no value in the message of a data exception", () => {
  const error = failure('invalid input syntax for type integer: "secret"', {
    severity: "ERROR",
    code: "22P02",
  });

  expect(fromPostgresError(error).message).toBe("invalid input syntax for type integer: …");
});
