// From the words of a command line to options, or to a USAGE error. Runs nothing.

import { CommanderError } from "commander";
import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { CommandDefinition, CommandEntry } from "./command.ts";
import { assertGiven } from "./given.ts";
import {
  addCommand,
  type CommonFlags,
  createProgram,
  type HelpFormat,
  protectTarget,
  releaseTarget,
} from "./program.ts";

export interface Invocation {
  readonly definition: CommandDefinition;
  /** Positionals and flags of this command, by the names of the definition. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly common: CommonFlags;
}

export interface Tool {
  readonly version: string;
  readonly commands: readonly CommandEntry[];
}

/** A text to print instead of running something: help (with exit code 2 when nothing was asked for), the version. */
export interface HelpText {
  readonly help: string;
  readonly exitCode: 0 | 2;
}

/** Errors: USAGE, with the nearest known word where there is one. */
export async function parseCommandLine(
  words: readonly string[],
  { version, commands }: Tool,
  format: HelpFormat,
): Promise<Invocation | HelpText> {
  const name = namedCommand(words);
  if (name !== undefined && !commands.some((entry) => entry.name === name)) {
    throw unknownCommand(name, commands);
  }
  let found: Invocation | undefined;
  let named: CommandDefinition | undefined;
  const printed: string[] = [];
  const program = createProgram(version, format, (text) => printed.push(text));
  for (const entry of commands) {
    const command = program.command(entry.name).summary(entry.summary).helpGroup(`${entry.group}:`);
    // Only what is named is loaded, so that help and each command start fast.
    if (entry.name !== name) continue;
    const { definition } = await entry.load();
    named = definition;
    addCommand(command, definition, {
      colour: format.colour,
      onParsed: (options) => {
        assertGiven(definition, options);
        found = { definition, options, common: program.opts() };
      },
    });
  }
  try {
    program.parse(words.map(protectTarget), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.missingArgument" && named !== undefined) assertGiven(named, {});
    const isHelp = error.exitCode === 0 || error.code === "commander.help";
    if (!isHelp) throw usageError(error.message);
    if (error.exitCode !== 0 && asksForJson(words)) throw usageError("no command was given");
    return { help: printed.join(""), exitCode: error.exitCode === 0 ? 0 : 2 };
  }
  if (found === undefined) throw usageError("no command was given");
  return found;
}

/** True when `--json` is among the words before `--`: for failures before or while the words are parsed. */
export function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end === -1 ? words : words.slice(0, end)).includes("--json");
}

/** The command among the words: the first that is no flag, no value of a common flag, and not `help`. */
function namedCommand(words: readonly string[]): string | undefined {
  return words.find((word, index) => {
    const isValue = ["--config", "--url", "--database"].includes(words[index - 1] ?? "");
    return !word.startsWith("-") && !isValue && word !== "help";
  });
}

function unknownCommand(name: string, commands: readonly CommandEntry[]): VarveError {
  const names = commands.map((entry) => entry.name);
  const meant = nearest(name, [...names, "help"]);
  return new VarveError("USAGE", {
    message: `Unknown command '${name}'.`,
    hint: meant === undefined ? `The commands are ${names.join(", ")}.` : `Did you mean ${meant}?`,
    details: meant === undefined ? {} : { nearest: meant },
  });
}

/** Commander writes "error: unknown option '--jsn'\n(Did you mean --json?)". */
function usageError(text: string): VarveError {
  const [first = "", suggestion] = releaseTarget(text)
    .replace(/^error: /, "")
    .split("\n");
  const meant = /\(Did you mean (.*)\?\)/.exec(suggestion ?? "")?.[1];
  return new VarveError("USAGE", {
    message: first.charAt(0).toUpperCase() + first.slice(1) + (/[.!?]$/.test(first) ? "" : "."),
    hint:
      meant === undefined
        ? "`varve --help` lists the commands, `varve <command> --help` their flags."
        : `Did you mean ${meant}?`,
    details: meant === undefined ? {} : { nearest: meant },
  });
}
