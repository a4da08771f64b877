import { isVarveError, VarveError } from "../errors.ts";
import { describePosition, drawPosition, originalPosition, type Position, positionOf } from "./position.ts";

/**
 * What happened when the user's module ran, with the place in his file: MODULE_THREW; MODULE_NOT_FOUND or
 * MODULE_SYNTAX_ERROR when Node could not link it (a package that has no such export, say).
 *
 * @param bundle the bundle that was evaluated, if one was
 */
export function thrownWhileLoading(error: unknown, bundle?: string): VarveError {
  const position = positionOf(error) ?? linkPosition(error, bundle);
  const at = position === undefined ? "" : `${describePosition(position)}: `;
  const details = { ...position };
  const text = error instanceof Error ? error.message : String(error);
  if (isVarveError(error)) {
    const { code, hint } = error;
    return new VarveError(code, {
      message: at + text,
      hint,
      details: { ...details, ...error.details },
      cause: error,
    });
  }
  const code = codeFor(error, position);
  const verb = code === "MODULE_THREW" ? "The module threw " : "";
  const name = error instanceof Error ? `${error.name}: ` : "";
  const drawn = position === undefined ? "" : drawPosition(position);
  return new VarveError(code, {
    message: `${at}${verb}${verb === "" ? "" : name}${text}${drawn}`,
    details,
    cause: error,
  });
}

function codeFor(error: unknown, position: Position | undefined) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return "MODULE_NOT_FOUND";
  if (error instanceof SyntaxError && position === undefined) return "MODULE_SYNTAX_ERROR";
  return error instanceof SyntaxError && /does not provide an export/.test(error.message)
    ? "MODULE_SYNTAX_ERROR"
    : "MODULE_THREW";
}

/** Linking happens before there is a stack; Node sets the line in front of the message instead. */
function linkPosition(error: unknown, bundle: string | undefined): Position | undefined {
  if (bundle === undefined || !(error instanceof Error)) return undefined;
  const line = /^data:[^\n]*:(\d+)\n/.exec(error.stack ?? "")?.[1];
  return line === undefined ? undefined : originalPosition(bundle, Number(line), 1);
}
