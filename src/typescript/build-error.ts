import { resolve } from "node:path";
import type { BuildFailure, Message } from "esbuild";
import { VarveError } from "../errors.ts";
import { describeFile, describePosition, drawLine } from "./position.ts";

/** The name that the list of files itself has in esbuild's messages. */
export const entryName = "varve:entry";

/** What esbuild reports, as MODULE_NOT_FOUND (an import that leads nowhere) or MODULE_SYNTAX_ERROR. */
export function fromBuildFailure(failure: BuildFailure): VarveError {
  const [first, ...others] = failure.errors;
  const hint = "Correct the line that is shown.";
  if (first === undefined)
    return new VarveError("MODULE_SYNTAX_ERROR", { message: failure.message, hint, cause: failure });
  const missing = /^Could not resolve "(.*)"/.exec(first.text)?.[1];
  const listed = missing !== undefined && isEntry(first);
  if (listed) {
    return new VarveError("MODULE_NOT_FOUND", {
      message: `There is no file ${describeFile(missing)}.`,
      hint: "Restore the file, or correct the path that leads to it.",
      details: { file: missing },
      cause: failure,
    });
  }
  const more = others.length === 0 ? "" : `\n(and ${others.length} more)`;
  const position = positionOf(first);
  const message = `${position === undefined ? "" : `${describePosition(position)}: `}${first.text}${draw(first)}${more}`;
  const details = { ...position, errors: failure.errors.slice(0, 20).map(summary) };
  if (missing === undefined)
    return new VarveError("MODULE_SYNTAX_ERROR", { message, hint, details, cause: failure });
  return new VarveError("MODULE_NOT_FOUND", {
    message,
    hint: hintFor(missing),
    details: { ...details, import: missing },
    cause: failure,
  });
}

function hintFor(missing: string): string {
  if (/^[./]/.test(missing))
    return "Check the path; it is taken from the folder of the file that imports it.";
  // Such as `@/db` and `~/db`: no package can have that name.
  if (!/^(@[^/]|\w)/.test(missing))
    return 'Check "paths" in tsconfig.json, or "imports" in package.json, and that the file is there.';
  return `Install it (\`npm install ${packageName(missing)}\`), or check "paths" in tsconfig.json.`;
}

function isEntry({ location }: Message): boolean {
  return location?.file.endsWith(entryName) === true;
}

function positionOf({ location }: Message) {
  if (location === null) return undefined;
  return { file: resolve("/", location.file), line: location.line, column: location.column + 1 };
}

function draw({ location }: Message): string {
  return location === null ? "" : drawLine(location.lineText, location.line, location.column + 1);
}

function summary(message: Message) {
  return { ...positionOf(message), message: message.text };
}

/** `@scope/name` of `@scope/name/deep/path`. */
function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
