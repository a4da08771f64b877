import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { FastifyError, FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { openRequestSession, type RequestSession, type RequestSessionOptions } from "./request-session.ts";
import { httpStatus } from "./status.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The session of this request: committed before the answer is sent, rolled back when that is 400 or above. */
    varve: Session;
  }
}

export interface VarvePluginOptions {
  database: Database;
  /** How the session of a request begins, such as `{ role, settings }` for its user. */
  session?: (request: FastifyRequest) => RequestSessionOptions;
}

/**
 * A Fastify plugin: `await app.register(varve, { database })`. From the `preHandler` hook on each request has a session as
 * `request.varve`. A client that leaves ends it, and the status of a VarveError is that of {@link httpStatus}.
 */
export const varve: FastifyPluginCallback<VarvePluginOptions> = (app, options, done) => {
  const open = new WeakMap<FastifyRequest, RequestSession<NodePgDatabase>>();
  const take = (request: FastifyRequest) => {
    const taken = open.get(request);
    open.delete(request);
    return taken;
  };

  app.decorateRequest("varve");
  app.addHook("preHandler", async (request, reply) => {
    const { database, session } = options;
    const opened = await openRequestSession(database, { signal: whenLeft(reply), ...session?.(request) });
    open.set(request, opened);
    request.varve = opened.session;
    reply.raw.once("close", () => void take(request)?.rollback());
  });
  app.addHook("onError", async (request, _reply, error: FastifyError) => {
    await take(request)?.rollback();
    const status = httpStatus(error);
    if (status !== undefined) error.statusCode = status;
  });
  app.addHook("onSend", async (request, reply) => {
    const session = take(request);
    await (reply.statusCode < 400 ? session?.commit() : session?.rollback());
  });
  done();
};

// What Fastify asks of a plugin that decorates the instance it is registered on (Fastify manual, Plugins).
Object.assign(varve, { [Symbol.for("skip-override")]: true });

/** Aborts when the client leaves before it has its answer. */
function whenLeft({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  const leave = () => raw.writableFinished || left.abort(new Error("The client has left"));
  if (raw.destroyed) leave();
  else raw.once("close", leave);
  return left.signal;
}
