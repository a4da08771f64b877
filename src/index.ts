export { defineConfig, type VarveConfig } from "./config/define.ts";
export { type ErrorCode, isVarveError, VarveError } from "./errors.ts";
