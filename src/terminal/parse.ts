// The only file that knows commander. It turns words into options or into a USAGE error, and runs nothing.

import { Argument, Command, CommanderError, type Help, InvalidArgumentError, Option } from "commander";
import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { CommandArgument, CommandDefinition, CommandEntry, CommandOption } from "./command.ts";
import { createStyle } from "./style.ts";

/** The flags that every command takes. */
export interface CommonFlags {
  readonly config?: string;
  readonly url?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly noColor?: boolean;
}

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

export interface HelpFormat {
  readonly colour: boolean;
  readonly width: number;
}

/** A text to print instead of running something: help (with exit code 2 when nothing was asked for), the version. */
export interface HelpText {
  readonly help: string;
  readonly exitCode: 0 | 2;
}

const commonFlags: Readonly<Record<keyof CommonFlags, CommandOption>> = {
  config: { flags: "--config <file>", help: "the config file (default: varve.config.ts here or above)" },
  url: { flags: "--url <url>", help: "the database, instead of DATABASE_URL and the config" },
  json: { flags: "--json", help: "print one JSON document and nothing else" },
  quiet: { flags: "-q, --quiet", help: "print only what was asked for, and what is wrong" },
  noColor: { flags: "--no-color", help: "no colours (NO_COLOR works too)" },
};

const exitCodes = "Exit codes: 0 done, 1 failed or findings, 2 wrong usage.";

/** Errors: USAGE, with the nearest known word where there is one. */
export async function parseCommandLine(
  words: readonly string[],
  { version, commands }: Tool,
  format: HelpFormat,
): Promise<Invocation | HelpText> {
  const name = namedCommand(words);
  if (name !== undefined && !commands.some((entry) => entry.name === name))
    throw unknownCommand(name, commands);
  let found: Invocation | undefined;
  const printed: string[] = [];
  const program = createProgram(version, format, (text) => printed.push(text));
  for (const entry of commands) {
    const command = program.command(entry.name).summary(entry.summary).helpGroup(`${entry.group}:`);
    // Only what is named is loaded, so that help and each command start fast.
    if (entry.name !== name) continue;
    const { definition } = await entry.load();
    addCommand(command, definition, (options) => {
      found = { definition, options, common: program.opts() };
    });
  }
  try {
    program.parse(words.map(protectTarget), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code !== "commander.help" && error.exitCode !== 0) throw usageError(error.message);
    return { help: printed.join(""), exitCode: error.exitCode === 0 ? 0 : 2 };
  }
  if (found === undefined) throw usageError("No command was given.");
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
    const isValue = ["--config", "--url"].includes(words[index - 1] ?? "");
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

function createProgram(
  version: string,
  { colour, width }: HelpFormat,
  print: (text: string) => void,
): Command {
  const style = createStyle(colour);
  const program = new Command("varve")
    .description("PostgreSQL migrations from your models, proven in both directions before they are written.")
    .usage("<command> [options]")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHelpWidth: () => Math.min(width, 110),
      getErrHelpWidth: () => Math.min(width, 110),
      getOutHasColors: () => colour,
      getErrHasColors: () => colour,
    })
    .configureHelp({
      showGlobalOptions: true,
      visibleCommands: (command) => [...command.commands],
      visibleGlobalOptions: (command) =>
        (command.parent?.options ?? []).filter((option) => option.long !== "--version"),
      styleTitle: (title) => style.bold(title.replace("Global Options:", "Options of every command:")),
      styleCommandText: (text) => style.cyan(text),
      styleSubcommandText: (text) => style.cyan(text),
      styleOptionText: (text) => style.cyan(text),
      styleArgumentText: (text) => style.cyan(text),
    } satisfies Partial<Help>)
    .addHelpText("after", `\n${exitCodes}`);
  for (const [key, option] of Object.entries(commonFlags)) program.addOption(createOption(key, option));
  return program;
}

function addCommand(
  command: Command,
  definition: CommandDefinition,
  onParsed: (options: Record<string, unknown>) => void,
): void {
  const positionals = Object.entries<CommandArgument>(definition.arguments ?? {});
  for (const [key, argument] of positionals) command.addArgument(createArgument(key, argument));
  for (const [key, option] of Object.entries<CommandOption>(definition.options ?? {})) {
    command.addOption(createOption(key, option));
  }
  command.description(definition.description ?? `${definition.summary}.`);
  const examples = (definition.examples ?? []).map(({ command: line, help }) => `  $ ${line}\n      ${help}`);
  if (examples.length > 0) command.addHelpText("after", `\nExamples:\n${examples.join("\n")}`);
  command.addHelpText("after", `\n${exitCodes}`);
  command.action(() => {
    const given = positionals.map(([key], index) => [key, command.processedArgs[index] as unknown]);
    onParsed({ ...withoutEmpty(Object.fromEntries(given)), ...withoutEmpty(command.opts()) });
  });
}

function createArgument(
  key: string,
  { help, optional = false, variadic = false, choices }: CommandArgument,
): Argument {
  const name = kebabCase(key) + (variadic ? "..." : "");
  const argument = new Argument(optional ? `[${name}]` : `<${name}>`, help);
  if (choices !== undefined) return argument.choices(choices);
  return variadic
    ? argument.argParser<string[]>((value, before) => [...(before ?? []), releaseTarget(value)])
    : argument.argParser(releaseTarget);
}

function createOption(
  key: string,
  { flags, help, type, repeatable = false, choices, ...rest }: CommandOption,
): Option {
  const option = new Option(flags, help);
  // The field is named by its key, and "--no-x" is a flag like any other: true when given.
  option.attributeName = () => key;
  option.negate = false;
  if (rest.default !== undefined) option.default(rest.default);
  if (choices !== undefined) return option.choices(choices);
  if (!option.required) return option;
  const read = type === "integer" ? readInteger : releaseTarget;
  return option.argParser((value: string, before: unknown) =>
    repeatable ? [...(Array.isArray(before) ? before : []), read(value)] : read(value),
  );
}

function readInteger(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 0.");
  return Number(value);
}

// "-1" and "-2:head" are targets, not flags. Commander knows only plain negative numbers, so a mark in front of the
// minus (which no word of a command line can hold) takes every such word past it.
const mark = "\0";

function protectTarget(word: string): string {
  return /^-\d/.test(word) ? mark + word : word;
}

function releaseTarget(word: string): string {
  return word.startsWith(mark) ? word.slice(mark.length) : word;
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(given);
}

function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Commander writes "error: unknown option '--jsn'\n(Did you mean --json?)". */
function usageError(text: string): VarveError {
  const [first = "", suggestion] = text
    .replaceAll(mark, "")
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
