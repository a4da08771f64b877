// What the tool looks like to commander: its flags, arguments and help.

import { Argument, Command, type Help, InvalidArgumentError, Option } from "commander";
import type { CommandArgument, CommandDefinition, CommandOption } from "./command.ts";
import { createStyle } from "./style.ts";

/** The flags that every command takes. */
export interface CommonFlags {
  readonly config?: string;
  readonly url?: string;
  readonly database?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly noColor?: boolean;
}

export interface HelpFormat {
  readonly colour: boolean;
  readonly width: number;
}

const commonFlags: Readonly<Record<keyof CommonFlags, CommandOption>> = {
  config: { flags: "--config <file>", help: "the config file (default: varve.config.ts here or above)" },
  url: { flags: "--url <url>", help: "the database, instead of DATABASE_URL and the config" },
  database: { flags: "--database <name>", help: "one of the config's `databases`" },
  json: { flags: "--json", help: "print one JSON document and nothing else" },
  quiet: { flags: "-q, --quiet", help: "print only what was asked for, and what is wrong" },
  noColor: { flags: "--no-color", help: "no colours (NO_COLOR works too)" },
};

const exitCodes = "Exit codes: 0 done, 1 failed or findings, 2 wrong usage.";

/** The tool without its commands. Nothing it does prints or exits: help goes to `print`, the rest is thrown. */
export function createProgram(
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

/** Gives a command its words, and hands what was given to `onParsed`. */
export function addCommand(
  command: Command,
  definition: CommandDefinition,
  { colour, onParsed }: { colour: boolean; onParsed: (options: Record<string, unknown>) => void },
): void {
  const positionals = Object.entries<CommandArgument>(definition.arguments ?? {});
  for (const [key, argument] of positionals) command.addArgument(createArgument(key, argument));
  for (const [key, option] of Object.entries<CommandOption>(definition.options ?? {})) {
    command.addOption(createOption(key, option));
  }
  command.description(definition.description ?? `${definition.summary}.`);
  const examples = definition.examples.map(({ command: line, help }) => `  $ ${line}\n      ${help}`);
  command.addHelpText("after", `\n${createStyle(colour).bold("Examples:")}\n${examples.join("\n")}`);
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
  { flags, help, type, required = false, repeatable = false, choices }: CommandOption,
): Option {
  const option = new Option(flags, required ? `${help} (required)` : help);
  // The field is named by its key, and "--no-x" is a flag like any other: true when given.
  option.attributeName = () => key;
  option.negate = false;
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

export function protectTarget(word: string): string {
  return /^-\d/.test(word) ? mark + word : word;
}

/** A word as it was before {@link protectTarget}; anywhere in a text. */
export function releaseTarget(word: string): string {
  return word.replaceAll(mark, "");
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
