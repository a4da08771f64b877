import { constants } from "node:os";
import { stripVTControlCharacters } from "node:util";
import { errorCodes, isVarveError, VarveError } from "../errors.ts";
import { interruption } from "../interruption.ts";
import { redactDeep } from "./redact.ts";
import type { Style } from "./style.ts";

/** What `--json` prints for a failure. */
export interface ErrorDocument {
  readonly ok: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly details: unknown;
    /** Only with VARVE_DEBUG=1. */
    readonly stack?: string;
  };
}

export interface ReportOptions {
  readonly redact: (text: string) => string;
  readonly debug: boolean;
}

/** The error as one of ours: anything that Varve did not throw on purpose is a bug of Varve. */
export function toVarveError(error: unknown): VarveError {
  if (isVarveError(error)) return error;
  return new VarveError("INTERNAL_ERROR", {
    message: `Varve itself went wrong: ${error instanceof Error ? error.message : String(error)}`,
    hint: "Run it again with VARVE_DEBUG=1 to see the stack, and report it with that.",
    cause: error,
  });
}

/** Why a run stops when the process is told to; the reason to abort its signal with. */
export function interruptedBy(signal: "SIGINT" | "SIGTERM"): VarveError {
  return interruption({
    message: `Stopped by ${signal === "SIGINT" ? "Ctrl-C" : signal}; what was running has been rolled back.`,
    details: { signal },
  });
}

/** 1 failed, 2 wrong usage; 128 + the signal's number when a signal (or Ctrl-C at a question) stopped the command. */
export function exitCodeOf({ code, details }: VarveError): number {
  if (code !== "INTERRUPTED") return errorCodes[code] ?? 1;
  return 128 + constants.signals[details.signal === "SIGTERM" ? "SIGTERM" : "SIGINT"];
}

export function describeError(error: VarveError, { redact, debug }: ReportOptions): ErrorDocument {
  return {
    ok: false,
    error: {
      code: error.code,
      message: redact(error.message),
      hint: error.hint === undefined ? null : redact(error.hint),
      details: redactDeep(error.details, redact),
      ...(debug ? { stack: redact(stackOf(error)) } : {}),
    },
  };
}

export function renderError(error: VarveError, style: Style, options: ReportOptions): string {
  return renderErrorDocument(describeError(error, options), style);
}

/** `error[CODE]: message`, the hint below it. Control characters that came in with a value are taken out. */
export function renderErrorDocument({ error }: Pick<ErrorDocument, "error">, style: Style): string {
  const { code, message, hint, stack } = error;
  const lines = [`${style.red(style.bold(`error[${code}]:`))} ${stripVTControlCharacters(message)}`];
  if (hint !== null) lines.push(`${style.cyan("hint:")} ${stripVTControlCharacters(hint)}`);
  if (stack !== undefined) lines.push(style.dim(stripVTControlCharacters(stack)));
  return lines.join("\n");
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
