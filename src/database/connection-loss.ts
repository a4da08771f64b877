import type { DatabaseError } from "pg";

/**
 * The server ended the connection (PostgreSQL manual, Appendix A: class 08, 57P01 admin shutdown, 57P02 crash, 25P03 and 57P05
 * idle timeouts; whatever is FATAL), or the network did, in Node's codes and the driver's words.
 */
export function isConnectionLoss(error: unknown): boolean {
  const { code = "", severity, message } = error as Partial<DatabaseError> & Error;
  if (severity !== undefined)
    return severity === "FATAL" || severity === "PANIC" || /^(08|57P0[1235]|25P03)/.test(code);
  return (
    /^(ECONN|EPIPE|ETIMEDOUT)/.test(code) ||
    /^(Connection terminated|Client (has encountered|was closed))|not queryable$/.test(message)
  );
}
