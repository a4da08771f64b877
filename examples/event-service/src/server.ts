import fastify, { type FastifyInstance } from "fastify";
import { type Database, isVarveError } from "varve";
import { type JsonObject, parseEventJson } from "varve/events";
import { webhookRepository } from "./webhook-repository.ts";

interface WebhookHeaders {
  "x-github-event"?: string;
  "x-github-delivery"?: string;
}

/** The HTTP side: takes webhooks in, answers once they are committed, and finds them again. */
export function buildServer(database: Database): FastifyInstance {
  const app = fastify({ bodyLimit: 1_048_576 });

  // Fastify's own parser would round long numbers and keep the last of two equal keys.
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, async (_: unknown, body: string) =>
    parseEventJson(body),
  );

  app.post<{ Headers: WebhookHeaders; Body: JsonObject }>("/events", async (request, reply) => {
    const { "x-github-event": type = "", "x-github-delivery": delivery = "" } = request.headers;
    const data = { type, delivery, payload: request.body };
    const { id } = await database.session((session) => webhookRepository(session).create({ data }));
    return reply.code(202).send({ id });
  });

  app.get<{ Params: { id: string } }>("/events/:id", ({ params }) =>
    database.session((session) => webhookRepository(session).getOrThrow(params.id), { readOnly: true }),
  );

  app.get<{ Querystring: { type?: string; contains?: string } }>("/events", ({ query }) =>
    database.session(
      (session) => {
        const repository = webhookRepository(session);
        if (query.type !== undefined) return repository.findByType(query.type);
        return repository.findByData(parseEventJson(query.contains ?? "{}"));
      },
      { readOnly: true },
    ),
  );

  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = answerTo(error);
    return reply.code(status).send({ error: body });
  });
  return app;
}

/** What went wrong on our side stays on our side. */
function answerTo(error: unknown): { status: number; body: object } {
  if (isVarveError(error)) {
    const { code, message, hint, details } = error;
    const status = statusOf(error.code, details.reason);
    if (status < 500) return { status, body: { code, message, hint, ...details } };
  }
  const {
    statusCode: status = 500,
    code,
    message,
  } = Object(error) as Partial<Error> & {
    statusCode?: number;
    code?: string;
  };
  if (status < 500) return { status, body: { code, message } };
  return { status: 500, body: { code: "INTERNAL", message: "Something went wrong here; try again later" } };
}

function statusOf(code: string, reason: unknown): number {
  if (code === "NOT_FOUND") return 404;
  if (code === "INVALID_VALUE") return 400;
  if (code !== "EVENT_INVALID") return 500;
  return reason === "syntax" ? 400 : reason === "size" ? 413 : 422;
}
