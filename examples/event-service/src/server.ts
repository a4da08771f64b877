import fastify, { type FastifyInstance } from "fastify";
import { type Database, isVarveError } from "varve";
import { type JsonObject, parseEventJson } from "varve/events";
import { httpStatus, varve } from "varve/fastify";
import { webhookRepository } from "./webhook-repository.ts";

interface WebhookHeaders {
  "x-github-event"?: string;
  "x-github-delivery"?: string;
}

/** The HTTP side: takes webhooks in, answers once they are committed, and finds them again. */
export function buildServer(database: Database): FastifyInstance {
  const app = fastify({ bodyLimit: 1_048_576 });
  app.register(varve, { database });

  // Fastify's own parser would round long numbers and keep the last of two equal keys; as text, bytes that are no UTF-8 would
  // have been replaced already.
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_: unknown, body: Buffer) =>
    parseEventJson(body),
  );

  app.post<{ Headers: WebhookHeaders; Body: JsonObject }>("/events", async (request, reply) => {
    const { "x-github-event": type = "", "x-github-delivery": delivery = "" } = request.headers;
    const event = await webhookRepository(request.varve).create({
      data: { type, delivery, payload: request.body },
    });
    return reply.code(202).send({ id: event.id });
  });

  app.get<{ Params: { id: string } }>("/events/:id", (request) =>
    webhookRepository(request.varve).getOrThrow(request.params.id),
  );

  app.get<{ Querystring: { type?: string; contains?: string } }>("/events", (request) => {
    const { type, contains = "{}" } = request.query;
    const webhooks = webhookRepository(request.varve);
    return type === undefined ? webhooks.findByData(parseEventJson(contains)) : webhooks.findByType(type);
  });

  app.setErrorHandler((error, _request, reply) => {
    const { status, ...body } = answerTo(error);
    return reply.code(status).send({ error: body });
  });
  return app;
}

/** What is wrong with a request is told with its place; what is wrong on our side stays here. */
function answerTo(error: unknown): { status: number; code: string; message: string } {
  const {
    statusCode,
    code = "INTERNAL",
    message,
  } = Object(error) as {
    statusCode?: number;
    code?: string;
    message: string;
  };
  const status = httpStatus(error) ?? statusCode ?? 500;
  if (status >= 500) return { status, code, message: "Something went wrong here; try again later" };
  return { status, code, message, ...(isVarveError(error) && { hint: error.hint, ...error.details }) };
}
