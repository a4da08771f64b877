import { isVarveError, VarveError } from "../errors.ts";
import { describePosition, drawPosition, positionOf } from "./position.ts";

/**
 * What happened when the user's module was linked and run, with the place in his file: MODULE_THREW, or
 * MODULE_NOT_FOUND and MODULE_SYNTAX_ERROR where Node could not link it (a package that has no such export, say).
 * A VarveError thrown there keeps its code.
 */
export function thrownWhileLoading(error: unknown): VarveError {
  const position = positionOf(error);
  const at = position === undefined ? "" : `${describePosition(position)}: `;
  const drawn = position === undefined ? "" : drawPosition(position);
  if (isVarveError(error)) {
    const { code, message, hint, details } = error;
    return new VarveError(code, {
      message: `${at}${message}${drawn}`,
      hint,
      details: { ...position, ...details },
      cause: error,
    });
  }
  const code = codeFor(error);
  if (code === "MODULE_THREW") {
    const thrown = error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
    return new VarveError(code, {
      message: `${at}the module threw ${thrown}${drawn}`,
      hint: hints[code],
      details: { ...position },
      cause: error,
    });
  }
  // Node's words hold the URL of the bundle, and with it all of its code: they are no cause to keep.
  const words = String(error instanceof Error ? error.message : error).replace(/ imported from data:\S*/, "");
  return new VarveError(code, {
    message: `${at}${words}${drawn}`,
    hint: hints[code],
    details: { ...position },
  });
}

const hints = {
  MODULE_THREW:
    "Mend the cause, or set what it needs in the environment: Varve runs the file to read what it exports.",
  MODULE_NOT_FOUND: "Install what is missing (`npm install`), or correct the import.",
  MODULE_SYNTAX_ERROR: "Import a name that the module exports.",
} as const;

function codeFor(error: unknown): "MODULE_THREW" | "MODULE_NOT_FOUND" | "MODULE_SYNTAX_ERROR" {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return "MODULE_NOT_FOUND";
  const isLinking = error instanceof SyntaxError && /does not provide an export/.test(error.message);
  return isLinking ? "MODULE_SYNTAX_ERROR" : "MODULE_THREW";
}
