import type { Readable, Writable } from "node:stream";
import { describeError, exitCodeOf, renderError, toVarveError } from "./error-report.ts";
import { asksForJson, type Invocation, parseCommandLine, type Tool } from "./parse.ts";
import { createProgress } from "./progress.ts";
import { createPrompts, type Prompts } from "./prompts.ts";
import { createRedactor } from "./redact.ts";
import { createStyle, wantsColour } from "./style.ts";
import { type Output, write } from "./write.ts";

/** What surrounds a run: the streams of a process, its environment, and what stops it (with {@link interruptedBy}). */
export interface Surroundings {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output & Writable;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** One call of the command line from its words to its exit code. Never rejects; writes to the two streams only. */
export async function runCommandLine(
  words: readonly string[],
  tool: Tool,
  around: Surroundings,
): Promise<number> {
  const { stdout, env } = around;
  try {
    const colour = wantsColour(stdout, { noColor: words.includes("--no-color"), env });
    const parsed = await parseCommandLine(words, tool, { colour, width: stdout.columns ?? 80 });
    if (!("help" in parsed)) return await runCommand(parsed, around);
    await write(parsed.exitCode === 0 ? stdout : around.stderr, parsed.help);
    return parsed.exitCode;
  } catch (error) {
    return reportError(error, words, around);
  }
}

async function runCommand(
  { definition, options, common }: Invocation,
  around: Surroundings,
): Promise<number> {
  const { stdout, stderr, env, signal } = around;
  const { config, url, database, json = false, quiet = false, noColor = false } = common;
  const progress = createProgress(stderr, {
    silent: json || quiet,
    style: createStyle(wantsColour(stderr, { noColor, env })),
  });
  const prompts = json ? undefined : createPromptsFor(around, progress.clear);
  const given = { ...options, config, url, database, signal, prompts, onEvent: progress.onEvent };
  try {
    const document = await definition.run(given);
    progress.clear();
    if (json) await write(stdout, `${stringify(document)}\n`);
    else if (!quiet || !document.ok || definition.answers?.(document) === true) {
      const style = createStyle(wantsColour(stdout, { noColor, env }));
      const text = definition.render(document, { style, width: stdout.columns ?? 80 }, given);
      if (text !== "") await write(stdout, `${text}\n`);
    }
    return document.ok ? 0 : 1;
  } finally {
    progress.clear();
  }
}

/** Prints a failure as the words ask for it, and gives the exit code. */
export async function reportError(
  error: unknown,
  words: readonly string[],
  around: Surroundings,
): Promise<number> {
  const { stdout, stderr, env, signal } = around;
  const known = toVarveError(signal.aborted ? signal.reason : error);
  const options = { redact: createRedactor(env, words), debug: env.VARVE_DEBUG === "1" };
  const style = createStyle(wantsColour(stderr, { noColor: words.includes("--no-color"), env }));
  const printed = asksForJson(words)
    ? write(stdout, `${stringify(describeError(known, options))}\n`)
    : write(stderr, `${renderError(known, style, options)}\n`);
  // A stream that takes no text (a full disk) leaves the exit code as the only word.
  await printed.catch(() => {});
  return exitCodeOf(known);
}

/** Only where someone can answer: a terminal on both sides, and no CI. */
function createPromptsFor({ stdin, stderr, env }: Surroundings, before: () => void): Prompts | undefined {
  const isCi = (env.CI ?? "") !== "" && env.CI !== "false" && env.CI !== "0";
  if (stdin.isTTY !== true || stderr.isTTY !== true || isCi) return undefined;
  return createPrompts({ input: stdin, output: stderr, before });
}

function stringify(document: unknown): string {
  return JSON.stringify(document, (_, value) => (typeof value === "bigint" ? String(value) : value), 2);
}
