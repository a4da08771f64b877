import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { cliFile, runCli, runCliJson, runProgram } from "../support/cli.ts";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "varve cli ")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const run = (words: string[], env: NodeJS.ProcessEnv = {}) => runCli(words, { cwd: folder, env });

describe("varve", () => {
  it("tells its version", async () => {
    expect(await run(["--version"])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("has help for every command it lists, with an example", async () => {
    const { stdout } = await run(["--help"]);
    const names = [...stdout.matchAll(/^ {2}([a-z][a-z-]+) {2,}\S/gm)].map(([, name]) => String(name));
    expect(names).toEqual(expect.arrayContaining(["init", "db"]));
    const helps = await Promise.all(names.map((name) => run([name, "--help"])));
    for (const [index, name] of names.entries()) {
      expect(helps[index]).toMatchObject({ exitCode: 0, stderr: "" });
      for (const part of [`Usage: varve ${name}`, "Examples:", "--json", "Exit codes:"]) {
        expect(helps[index]?.stdout).toContain(part);
      }
    }
  });

  it("prints help on stderr with exit code 2 when nothing was asked for", async () => {
    expect(await run([])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^Usage: varve/),
    });
  });

  it.each([
    [["upgarde"], "USAGE"],
    [["init", "--jsno"], "USAGE"],
    [["init", "a", "b"], "USAGE"],
    [["db", "begin"], "USAGE"],
    [["diff", "--from", "postgres://postgres@127.0.0.1:1/x"], "USAGE"],
    [["db", "status"], "CONFIG_NOT_FOUND"],
    [["db", "status", "--config", "nowhere.ts"], "CONFIG_NOT_FOUND"],
  ])("%j ends with exit code 2 and %s, as text and as JSON", async (words, code) => {
    const text = await run(words);
    expect(text).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining(`error[${code}]`),
    });
    expect(await runCliJson(words, { cwd: folder })).toMatchObject({
      exitCode: 2,
      document: {
        ok: false,
        error: { code, message: expect.any(String), hint: expect.any(String), details: {} },
      },
    });
  });

  it("has colours only where they are wanted", async () => {
    const colour = "\u001B[";
    expect((await run(["nope"])).stderr).not.toContain(colour);
    expect((await run(["nope"], { FORCE_COLOR: "1" })).stderr).toContain(colour);
    expect((await run(["nope"], { FORCE_COLOR: "1", NO_COLOR: "1" })).stderr).not.toContain(colour);
    expect((await run(["nope", "--no-color"], { FORCE_COLOR: "1" })).stderr).not.toContain(colour);
  });

  it("survives a reader that goes away", async () => {
    const line = `'${process.execPath}' '${cliFile}' --help | true; echo "\${PIPESTATUS[0]}"`;
    expect(await runProgram("bash", ["-c", line])).toEqual({ exitCode: 0, stdout: "0\n", stderr: "" });
  });

  it.skipIf(process.platform !== "linux")("says so when its output cannot be written", async () => {
    const line = `'${process.execPath}' '${cliFile}' --version > /dev/full`;
    expect(await runProgram("bash", ["-c", line])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("error[OUTPUT_FAILED]"),
    });
  });
});

describe("the user's own modules", () => {
  const words = ["check"];
  it("never print on standard output", async () => {
    await write(
      "varve.config.mjs",
      'console.log("noise"); process.stdout.write("more\\n"); export default {};',
    );
    const told = await runCli([...words, "--json"], { cwd: folder });
    expect(JSON.parse(told.stdout)).toMatchObject({ ok: false, error: { code: "CONFIG_INVALID" } });
    expect(told.stderr).toBe("noise\nmore\n");
  });

  it("never keep the process alive, nor bring it down without a word", async () => {
    await write("varve.config.mjs", "setInterval(() => {}, 1000); export default {};");
    expect(await run(words)).toMatchObject({ exitCode: 2 });
    await write(
      "varve.config.mjs",
      'setTimeout(() => { throw new Error("late") }); await new Promise(() => {});',
    );
    expect(await runCliJson(words, { cwd: folder })).toMatchObject({
      exitCode: 1,
      document: { ok: false, error: { code: "INTERNAL_ERROR", message: expect.stringContaining("late") } },
    });
  });

  it("may throw an error that holds a password, which is not shown", async () => {
    const url = "postgres://app:hunter22secret@db.example/app";
    await write("varve.config.mjs", "throw new Error('cannot use ' + process.env.DATABASE_URL);");
    for (const env of [{ DATABASE_URL: url }, { DATABASE_URL: url, VARVE_DEBUG: "1" }]) {
      for (const more of [[], ["--json"], ["--url", url]]) {
        const { stdout, stderr, exitCode } = await run([...words, ...more], env);
        expect([exitCode, stdout + stderr]).toEqual([1, expect.stringContaining("MODULE_THREW")]);
        expect(stdout + stderr).not.toContain("hunter22secret");
      }
    }
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("are left at once by a second %s", async (signal, exitCode) => {
    const ready = path.join(folder, "ready");
    await write(
      "varve.config.mjs",
      `import { writeFileSync } from "node:fs";
       writeFileSync(${JSON.stringify(ready)}, "");
       setInterval(() => {}, 1000);
       await new Promise(() => {});`,
    );
    let signals: Promise<void> | undefined;
    const { exitCode: ended } = await runCli(words, {
      cwd: folder,
      onStart(pid) {
        signals = (async () => {
          await vi.waitUntil(() => existsSync(ready), { timeout: 20_000 });
          process.kill(pid, signal);
          await setTimeout(100);
          process.kill(pid, signal);
        })();
      },
    });
    await signals;
    expect(ended).toBe(exitCode);
  });
});

describe("varve init", () => {
  it("sets up an empty folder", async () => {
    const { exitCode, document } = await runCliJson(["init", "my project"], { cwd: folder });
    expect([exitCode, document]).toMatchObject([
      0,
      { ok: true, directory: path.join(folder, "my project"), kept: [] },
    ]);
    expect(document.created).toEqual(
      expect.arrayContaining(["varve.config.ts", "models/event.ts", "makemigration.sh"]),
    );
    const told = await run(["init", "my project"]);
    expect(told).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("kept as it is") });
    expect(await run(["init", "my project", "--quiet"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });
});

describe("the scripts that init writes", () => {
  const shell = (script: string, words: string[], options = {}) =>
    runProgram(path.join(folder, script), words, { cwd: "/", ...options });

  /** Stands in for the installed varve: prints its words, and writes the file that VARVE_WRITES names. */
  const varve = `#!/usr/bin/env bash
printf 'varve'; printf ' <%s>' "$@"; echo
if [ "$1" = revision ] && [ -n "\${MAKES:-}" ]; then echo > "migrations/$MAKES"; echo "$MAKES" > migrations/heads.txt; fi
`;

  beforeEach(async () => {
    await run(["init"]);
    const bin = path.join(folder, "node_modules/.bin");
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(bin, "varve"), varve, { mode: 0o755 });
  });

  it("makemigration.sh takes a message of many words and passes flags on", async () => {
    expect((await shell("makemigration.sh", ["add users", "--label", "a b"])).stdout).toBe(
      "varve <revision> <-m> <add users> <--label> <a b>\n",
    );
    expect((await shell("makemigration.sh", ["add", "users", "--empty"])).stdout).toBe(
      "varve <revision> <-m> <add users> <--empty>\n",
    );
    expect((await shell("makemigration.sh", ["-m", "it's $HOME"])).stdout).toBe(
      "varve <revision> <-m> <it's $HOME>\n",
    );
  });

  it("makemigration.sh wants a message where nobody can be asked", async () => {
    expect(await shell("makemigration.sh", [])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("usage: ./makemigration.sh <message>"),
    });
  });

  it("makemigration.sh stages what the revision wrote inside a git work tree, and nothing else", async () => {
    const git = (...words: string[]) =>
      runProgram("git", ["-C", folder, "-c", "core.quotePath=false", ...words]);
    const staged = async () =>
      (await git("diff", "--cached", "--name-only")).stdout.split("\n").filter(Boolean);
    await git("init", "-q");
    await write("untracked.txt", "");
    const first = await shell("makemigration.sh", ["x"], { env: { MAKES: "3f2a_größe 1.ts" } });
    expect(first.stdout).toContain("staged migrations/3f2a_größe 1.ts\n");
    expect(await staged()).toEqual(["migrations/3f2a_größe 1.ts", "migrations/heads.txt"]);

    await git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "first");
    await shell("makemigration.sh", ["y"], { env: { MAKES: "4b_y.ts" } });
    expect(await staged()).toEqual(["migrations/4b_y.ts", "migrations/heads.txt"]);
    expect(await shell("makemigration.sh", ["nothing to do"])).toMatchObject({ exitCode: 0 });
  });

  it("makemigration.sh fails when varve fails", async () => {
    await writeFile(path.join(folder, "node_modules/.bin/varve"), "#!/bin/sh\nexit 1\n");
    expect(await shell("makemigration.sh", ["x"])).toMatchObject({ exitCode: 1 });
    expect(await shell("migrate.sh", [])).toMatchObject({ exitCode: 1 });
  });

  it("migrate.sh shows the revision before and after on the database it migrates", async () => {
    expect((await shell("migrate.sh", [])).stdout).toBe(
      "Before:\nvarve <current>\nvarve <upgrade>\nAfter:\nvarve <current>\n",
    );
    expect((await shell("migrate.sh", ["+1", "--url", "postgres://a b", "--dry-run"])).stdout).toBe(
      [
        "Before:",
        "varve <current> <--url> <postgres://a b>",
        "varve <upgrade> <+1> <--url> <postgres://a b> <--dry-run>",
        "After:",
        "varve <current> <--url> <postgres://a b>",
        "",
      ].join("\n"),
    );
  });
});
