// What a command of the CLI is. A definition is data and two functions: `run` does the work and prints nothing,
// `render` turns the document into text and does nothing else. This file knows no command.

import type { Style } from "./style.ts";

/** What every command gives back; `ok` decides the exit code (true 0, false 1). Printed as it is by `--json`. */
export interface Document {
  readonly ok: boolean;
}

/** One positional argument; its key is the name of the field in the options of `run`. */
export interface CommandArgument {
  readonly help: string;
  /** Refused with USAGE when missing, unless optional. */
  readonly optional?: boolean;
  /** Takes all that is left; the field is an array. Only for the last argument. */
  readonly variadic?: boolean;
  readonly choices?: readonly string[];
}

/** One flag; its key is the name of the field in the options of `run`. A flag that was not given leaves no field. */
export interface CommandOption {
  /** As in the help: `"-m, --message <text>"`, `"--dry-run"`, `"--no-renames"` (true when given, like any other). */
  readonly flags: string;
  readonly help: string;
  /** Text, unless it says so; an integer is refused with USAGE unless it is a whole number from 0. */
  readonly type?: "integer";
  /** Refused with USAGE when missing. */
  readonly required?: boolean;
  /** May be given more than once; the field is an array. */
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
}

export interface CommandExample {
  readonly command: string;
  readonly help: string;
}

/** How text may be written: colours (plain when they are off) and the width in columns. */
export interface Format {
  readonly style: Style;
  readonly width: number;
}

type Fields<Options, Value> = Readonly<Partial<Record<Extract<keyof Options, string>, Value>>>;

/**
 * A command of the CLI. Positionals and flags arrive in `run` as one options object, beside `cwd`, `config`, `url`,
 * `database`, `signal`, `onEvent` and `prompts` (see commands/project.ts).
 */
export interface CommandDefinition<Options extends object = object, Result extends Document = Document> {
  readonly name: string;
  /** One line, lower case, no full stop: it stands in the list of `varve --help`. */
  readonly summary: string;
  /** What `varve <name> --help` says beyond the summary. */
  readonly description?: string;
  /** In the order in which they are given. */
  readonly arguments?: Fields<Options, CommandArgument>;
  readonly options?: Fields<Options, CommandOption>;
  /** At least one. */
  readonly examples: readonly [CommandExample, ...CommandExample[]];
  run(options: Options): Promise<Result>;
  /** The document as text for people, without a newline at the end; an empty string prints nothing. */
  render(document: Result, format: Format, options: Options): string;
  /**
   * True when the text is what was asked for (a list, SQL, a URL), so that `--quiet` prints it too.
   * Without it, `--quiet` prints a document only when `ok` is false.
   */
  answers?(document: Result): boolean;
}

/** An entry in the list of commands: what `varve --help` needs, and how to get the rest. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** The heading it stands under in the list. */
  readonly group: string;
  load(): Promise<{ readonly definition: CommandDefinition }>;
}
