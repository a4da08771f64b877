// The built binary, run as a user runs it.
import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";

export const cliFile = path.join(import.meta.dirname, "../../dist/cli.js");

export interface CliOptions {
  cwd?: string;
  /** Added to an environment that knows no database and no Varve. */
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Called with the running process. */
  onStart?: (pid: number) => void;
}

export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `varve` with these words. */
export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return runProgram(process.execPath, [cliFile, ...words], options);
}

/** Runs `varve … --json` and gives the document beside the exit code; throws when stdout is not one JSON document. */
export async function runCliJson(words: readonly string[], options: CliOptions = {}) {
  const { exitCode, stdout } = await runCli([...words, "--json"], options);
  return { exitCode, document: JSON.parse(stdout) };
}

export async function runProgram(
  file: string,
  words: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(file, words, { cwd: options.cwd, env: { ...cleanEnvironment(), ...options.env } });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

/** What the machine of the developer sets must not decide a test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(PG|DATABASE_|VARVE_|npm_|NO_COLOR$|FORCE_COLOR$|CI$|NODE_OPTIONS$|VITEST)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
