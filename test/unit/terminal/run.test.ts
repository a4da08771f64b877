import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { VarveError } from "../../../src/errors.ts";
import type { CommandDefinition, Document } from "../../../src/terminal/command.ts";
import { interruptedBy } from "../../../src/terminal/error-report.ts";
import { runCommandLine } from "../../../src/terminal/run.ts";

type Run = (options: {
  signal: AbortSignal;
  prompts?: object;
  onEvent(event: { type: string; message: string }): void;
}) => Promise<Document>;

/** One call with a command `go` whose work is `run`, and all that came of it. */
async function call(
  words: string[],
  run: Run,
  { env = {}, tty = false, signal = new AbortController().signal } = {},
) {
  const definition: CommandDefinition = {
    name: "go",
    summary: "go",
    examples: [{ command: "varve go", help: "go" }],
    run: run as CommandDefinition["run"],
    render: (document) => `ok is ${document.ok}`,
  };
  const entry = { name: "go", summary: "go", group: "Go", load: async () => ({ definition }) };
  const [stdin, stdout, stderr] = [0, 1, 2].map(() => Object.assign(new PassThrough(), { isTTY: tty }));
  if (!stdin || !stdout || !stderr) throw new Error("no streams");
  const exitCode = await runCommandLine(
    words,
    { version: "1", commands: [entry] },
    { stdin, stdout, stderr, env, signal },
  );
  return { exitCode, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

const fail = (error: unknown) => () => Promise.reject(error);

describe("a command that is done", () => {
  it("is rendered on stdout, with exit code 0", async () => {
    expect(await call(["go"], async () => ({ ok: true }))).toEqual({
      exitCode: 0,
      stdout: "ok is true\n",
      stderr: "",
    });
  });

  it("has exit code 1 and no error when it found something", async () => {
    expect(await call(["go"], async () => ({ ok: false }))).toMatchObject({
      exitCode: 1,
      stdout: "ok is false\n",
    });
    const { stdout, exitCode } = await call(["go", "--json"], async () => ({ ok: false }));
    expect([exitCode, JSON.parse(stdout)]).toEqual([1, { ok: false }]);
  });

  it("prints its document alone with --json, progress included", async () => {
    const run: Run = async ({ onEvent }) => {
      onEvent({ type: "t", message: "working" });
      return { ok: true, count: 12n } as Document;
    };
    expect(await call(["go", "--json"], run)).toEqual({
      exitCode: 0,
      stdout: '{\n  "ok": true,\n  "count": "12"\n}\n',
      stderr: "",
    });
    expect(await call(["go"], run)).toMatchObject({ stderr: "working\n" });
  });

  it("is silent with --quiet, unless something is wrong", async () => {
    expect(await call(["go", "--quiet"], async () => ({ ok: true }))).toMatchObject({
      stdout: "",
      stderr: "",
    });
    expect(await call(["go", "-q"], async () => ({ ok: false }))).toMatchObject({ stdout: "ok is false\n" });
  });

  it.each([
    ["on a terminal", [], {}, true, true],
    ["not in a pipe", [], {}, false, false],
    ["not with --json", ["--json"], {}, true, false],
    ["not in CI", [], { CI: "true" }, true, false],
  ])("may ask questions %s", async (_, words, env, tty, expected) => {
    let asked: boolean | undefined;
    const run: Run = async ({ prompts }) => {
      asked = prompts !== undefined;
      return { ok: true };
    };
    await call(["go", ...words], run, { env, tty });
    expect(asked).toBe(expected);
  });
});

describe("a command that fails", () => {
  const notFound = new VarveError("CONFIG_NOT_FOUND", {
    message: "nothing at postgres://me:hunter22@db/x",
    hint: "look elsewhere",
    details: { url: "postgres://me:hunter22@db/x" },
  });

  it("is told on stderr with code, message and hint, and never a password", async () => {
    expect(await call(["go"], fail(notFound))).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error[CONFIG_NOT_FOUND]: nothing at postgres://me:***@db/x\nhint: look elsewhere\n",
    });
  });

  it("is one JSON document on stdout with --json", async () => {
    const { exitCode, stdout, stderr } = await call(["go", "--json"], fail(notFound));
    expect([exitCode, stderr]).toEqual([2, ""]);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: {
        code: "CONFIG_NOT_FOUND",
        message: "nothing at postgres://me:***@db/x",
        hint: "look elsewhere",
        details: { url: "postgres://me:***@db/x" },
      },
    });
  });

  it.each([[["go", "--json", "--nope"]], [["nope", "--json"]], [["--json"]]])(
    "is JSON with --json for wrong usage too: %j",
    async (words) => {
      const { exitCode, stdout } = await call(words, async () => ({ ok: true }));
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([2, { ok: false, error: { code: "USAGE" } }]);
    },
  );

  it("is an INTERNAL_ERROR when nobody threw it on purpose; its stack is shown with VARVE_DEBUG=1 only", async () => {
    const bug = new TypeError("x is not a function", { cause: new Error("deeper") });
    const silent = await call(["go"], fail(bug));
    expect(silent).toMatchObject({ exitCode: 1, stdout: "" });
    expect(silent.stderr).toContain("error[INTERNAL_ERROR]: Varve itself went wrong: x is not a function");
    expect(silent.stderr).not.toContain("run.test.ts");
    const loud = await call(["go", "--json"], fail(bug), { env: { VARVE_DEBUG: "1" } });
    expect(JSON.parse(loud.stdout).error.stack).toMatch(/run\.test\.ts.*caused by: Error: deeper/s);
  });

  it("shows no control characters that came in with a value", async () => {
    const error = new VarveError("USAGE", { message: "a\u001B[2J\u001B[31mb" });
    expect((await call(["go"], fail(error))).stderr).toBe("error[USAGE]: ab\n");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends as %s asks for when it was stopped by it", async (signal, exitCode) => {
    const stop = new AbortController();
    const run: Run = async (options) => {
      stop.abort(interruptedBy(signal));
      options.signal.throwIfAborted();
      return { ok: true };
    };
    const told = await call(["go", "--json"], run, { signal: stop.signal });
    expect([told.exitCode, JSON.parse(told.stdout)]).toMatchObject([
      exitCode,
      { ok: false, error: { code: "INTERRUPTED", details: { signal } } },
    ]);
  });
});
