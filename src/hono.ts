// For Hono: `app.use(varve(database))`.

export { errorResponse, type VarveMiddlewareOptions, varve } from "./http/hono.ts";
export type { RequestSessionOptions } from "./http/request-session.ts";
export { httpStatus } from "./http/status.ts";
