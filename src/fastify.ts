// For Fastify: `await app.register(varve, { database })`.

export { type VarvePluginOptions, varve } from "./http/fastify.ts";
export type { RequestSessionOptions } from "./http/request-session.ts";
export { httpStatus } from "./http/status.ts";
