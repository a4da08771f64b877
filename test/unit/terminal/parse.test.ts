import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommandDefinition, CommandEntry } from "../../../src/terminal/command.ts";
import { parseCommandLine } from "../../../src/terminal/parse.ts";
import type { CommonFlags } from "../../../src/terminal/program.ts";

interface MoveOptions {
  target?: string;
  message?: string;
  rename?: string[];
  noRenames?: boolean;
  dryRun?: boolean;
  limit?: number;
  format?: string;
}

const move: CommandDefinition<MoveOptions> = {
  name: "move",
  summary: "move somewhere",
  arguments: { target: { help: "where to", optional: true } },
  options: {
    message: { flags: "-m, --message <text>", help: "why" },
    rename: { flags: "--rename <old:new>", help: "a rename", repeatable: true },
    noRenames: { flags: "--no-renames", help: "nothing was renamed" },
    dryRun: { flags: "--dry-run", help: "only show it" },
    limit: { flags: "--limit <count>", help: "at most so many", type: "integer" },
    format: { flags: "--format <name>", help: "how", choices: ["short", "long"] },
  },
  examples: [{ command: "varve move -1", help: "one back" }],
  run: async () => ({ ok: true }),
  render: () => "",
};

const mark: CommandDefinition<{ targets: string[] }> = {
  name: "mark",
  summary: "mark places",
  examples: [{ command: "varve mark a b", help: "two places" }],
  arguments: { targets: { help: "the places", variadic: true } },
  run: async () => ({ ok: true }),
  render: () => "",
};

const sign: CommandDefinition<{ name: string }> = {
  name: "sign",
  summary: "sign a place",
  examples: [{ command: "varve sign --by Ada", help: "who was here" }],
  options: { name: { flags: "--by <name>", help: "who", required: true } },
  run: async () => ({ ok: true }),
  render: () => "",
};

const commands: CommandEntry[] = [
  { name: "move", summary: move.summary, group: "Go", load: async () => ({ definition: move }) },
  { name: "mark", summary: mark.summary, group: "Look", load: async () => ({ definition: mark }) },
  { name: "sign", summary: sign.summary, group: "Look", load: async () => ({ definition: sign }) },
  {
    name: "broken",
    summary: "cannot be loaded",
    group: "Look",
    load: () => Promise.reject(new Error("loaded")),
  },
];

async function parse(...words: string[]): Promise<{ options: object; common: CommonFlags }> {
  const parsed = await parseCommandLine(words, { version: "1.2.3", commands }, { colour: false, width: 80 });
  if ("help" in parsed) throw new Error("help instead of a command");
  return { options: parsed.options, common: parsed.common };
}

async function help(...words: string[]) {
  const parsed = await parseCommandLine(words, { version: "1.2.3", commands }, { colour: false, width: 80 });
  if (!("help" in parsed)) throw new Error("a command instead of help");
  return parsed;
}

describe("targets", () => {
  it.each(["-1", "-12", "+2", "ae1027-2", "-2:-1", "-3:head", "a:b", "head", "base", "label@head"])(
    "%s is a target, not a flag",
    async (target) => {
      expect((await parse("move", target)).options).toEqual({ target });
      expect((await parse("move", target, "--dry-run")).options).toEqual({ target, dryRun: true });
      expect((await parse("move", "--dry-run", target)).options).toEqual({ target, dryRun: true });
    },
  );

  it("may be several where the command takes several", async () => {
    expect((await parse("mark", "a", "-1", "c")).options).toEqual({ targets: ["a", "-1", "c"] });
    await expect(parse("mark")).rejects.toMatchObject({ code: "USAGE" });
  });

  it("may be anything after --", async () => {
    expect((await parse("move", "--", "--dry-run")).options).toEqual({ target: "--dry-run" });
    expect((await parse("mark", "--json", "--", "--json", "-1")).options).toEqual({
      targets: ["--json", "-1"],
    });
  });
});

describe("flags", () => {
  it("arrive under the names of the definition, and only those that were given", async () => {
    expect((await parse("move")).options).toEqual({});
    expect(
      (await parse("move", "-m", "a b", "--no-renames", "--limit=0", "--format", "long")).options,
    ).toEqual({
      message: "a b",
      noRenames: true,
      limit: 0,
      format: "long",
    });
  });

  it("may be repeated where the definition says so", async () => {
    expect((await parse("move", "--rename", "a:b", "--rename=c:d")).options).toEqual({
      rename: ["a:b", "c:d"],
    });
  });

  it("take any text as a value, also one that begins with a minus", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string().filter((text) => !text.includes("\0")),
        async (message) => {
          expect((await parse("move", `--message=${message}`)).options).toEqual({ message });
          expect((await parse("move", "-m", `-1${message}`)).options).toEqual({ message: `-1${message}` });
        },
      ),
    ));

  it("common to all commands are known before and after the command", async () => {
    const common = { json: true, quiet: true, noColor: true, config: "c.ts", url: "postgres://h/d" };
    const words = ["--json", "-q", "--no-color", "--config", "c.ts", "--url", "postgres://h/d"];
    expect((await parse("move", "-1", ...words)).common).toEqual(common);
    expect((await parse(...words, "move", "-1")).common).toEqual(common);
  });
});

describe("wrong usage", () => {
  it.each([
    [["mov"], "Unknown command 'mov'.", "Did you mean move?"],
    [["help", "mov"], "Unknown command 'mov'.", "Did you mean move?"],
    [["mov", "--help"], "Unknown command 'mov'.", "Did you mean move?"],
    [["xyzzy"], "Unknown command 'xyzzy'.", "The commands are move, mark, sign, broken."],
    [["move", "--dryrun"], "Unknown option '--dryrun'.", "Did you mean --dry-run?"],
    [["move", "--jsn"], "Unknown option '--jsn'.", "Did you mean --json?"],
    [["--jsn", "move"], "Unknown option '--jsn'.", "Did you mean --json?"],
    [["move", "--renames"], "Unknown option '--renames'.", "Did you mean --rename?"],
    [["mark"], "varve mark needs <targets> (the places).", "For example: varve mark a b"],
    [["sign"], "varve sign needs --by <name> (who).", "For example: varve sign --by Ada"],
    [["sign", "--by", " "], "varve sign needs --by <name> (who).", "For example: varve sign --by Ada"],
  ])("%j is refused with what was meant", async (words, message, hint) => {
    await expect(parse(...words)).rejects.toMatchObject({ code: "USAGE", message, hint });
  });

  it.each([
    [["move", "a", "b"], /Too many arguments/],
    [["move", "a", "-1"], /Too many arguments/],
    [["move", "-m"], /argument missing/],
    [["move", "--limit", "-1"], /whole number/],
    [["move", "--limit", "many"], /whole number/],
    [["move", "--format", "tall"], /Allowed choices are short, long/],
    [["move", "-x"], /Unknown option '-x'/],
    [["move", "--config"], /argument missing/],
  ])("%j is refused", async (words, message) => {
    await expect(parse(...words)).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringMatching(message),
    });
  });

  it("never lets the mark of a target through", async () => {
    await expect(parse("move", "--format", "-1")).rejects.not.toMatchObject({
      message: expect.stringContaining("\0"),
    });
  });
});

describe("help", () => {
  it("lists the commands in their groups without loading one", async () => {
    const { help: text, exitCode } = await help("--help");
    expect(exitCode).toBe(0);
    expect(text).toMatch(/Go:\n {2}move +move somewhere\n\nLook:\n {2}mark +mark places/);
    expect(text).toContain("Exit codes: 0 done");
  });

  it("is given with exit code 2 when no command is", async () => {
    expect(await help()).toMatchObject({
      exitCode: 2,
      help: expect.stringContaining("Usage: varve <command>"),
    });
  });

  it.each([[["help", "move"]], [["move", "--help"]], [["move", "-h"]], [["--json", "move", "--help"]]])(
    "%j tells all about one command",
    async (words) => {
      const { help: text, exitCode } = await help(...words);
      expect(exitCode).toBe(0);
      for (const part of [
        "Usage: varve move [options] [target]",
        "--rename <old:new>",
        "--json",
        "$ varve move -1",
      ]) {
        expect(text).toContain(part);
      }
    },
  );

  it("tells the version", async () => {
    expect(await help("--version")).toEqual({ help: "1.2.3\n", exitCode: 0 });
  });
});
