import type { Context, MiddlewareHandler } from "hono";
import type { Database } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { isVarveError } from "../errors.ts";
import { openRequestSession, type RequestSessionOptions } from "./request-session.ts";
import { httpStatus } from "./status.ts";

export interface VarveMiddlewareOptions {
  /** How the session of a request begins, such as `{ role, settings }` for its user. */
  session?: (context: Context) => RequestSessionOptions;
}

/**
 * Hono middleware: `app.use(varve(database))`. Each request has a session as `c.var.varve`: committed before the answer is
 * sent, rolled back when that is 400 or above, when the handler throws, or when the client leaves.
 */
export function varve<TDrizzle>(
  database: Database<TDrizzle>,
  options: VarveMiddlewareOptions = {},
): MiddlewareHandler<{ Variables: { varve: Session<TDrizzle> } }> {
  return async (context, next) => {
    const { signal } = context.req.raw;
    const request = await openRequestSession(database, { signal, ...options.session?.(context) });
    context.set("varve", request.session);
    try {
      await next();
    } catch (error) {
      await request.rollback();
      throw error;
    }
    // What a handler throws is an answer already here.
    await (context.error === undefined && context.res.status < 400 ? request.commit() : request.rollback());
  };
}

/**
 * The answer to a VarveError, undefined for other errors. Its body is `{ "error": { "code", "message" } }`; from status 500 on the
 * message tells nothing of the inside.
 * `app.onError((error, c) => errorResponse(error) ?? c.text("Internal Server Error", 500))`.
 */
export function errorResponse(error: unknown): Response | undefined {
  const status = httpStatus(error);
  if (status === undefined || !isVarveError(error)) return undefined;
  const message = status < 500 ? error.message : "The request could not be served";
  return Response.json({ error: { code: error.code, message } }, { status });
}
