// Commands as functions. The compiler holds the options of callers in TypeScript; here they are held for everybody:
// a mistyped `dryRun` must not mean a run.
import { VarveError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { CommandArgument, CommandDefinition, CommandOption, Document } from "../terminal/command.ts";
import { assertGiven } from "../terminal/given.ts";

/** Every call may have them; those of the output change nothing where nothing is printed. */
const common = [
  "cwd",
  "config",
  "url",
  "database",
  "signal",
  "onEvent",
  "prompts",
  "json",
  "quiet",
  "noColor",
];

type Word = CommandArgument | CommandOption;

/** Runs a command with the options of a caller; one text where several may be given is a list of one. Errors: USAGE. */
export async function callCommand<Options extends object, Result extends Document>(
  { definition }: { readonly definition: CommandDefinition<Options, Result> },
  options: Options | undefined,
): Promise<Result> {
  const { name, arguments: positionals, options: flags } = definition;
  const words: Readonly<Record<string, Word>> = { ...positionals, ...flags };
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  for (const [key] of given) assertKnown(key, name, [...Object.keys(words), ...common]);
  const read = given.map(([key, value]) => [key, words[key] ? readValue(key, value, words[key]) : value]);
  const complete = Object.fromEntries(read);
  assertGiven(definition as CommandDefinition, complete);
  return definition.run(complete);
}

function assertKnown(key: string, command: string, known: readonly string[]): void {
  if (known.includes(key)) return;
  const meant = nearest(key, known);
  throw new VarveError("USAGE", {
    message: `"${key}" is not an option of ${command}.`,
    hint: meant === undefined ? `The options are ${known.join(", ")}.` : `Did you mean "${meant}"?`,
    details: { option: key },
  });
}

function readValue(key: string, value: unknown, word: Word): unknown {
  const isList = ("variadic" in word && word.variadic) || ("repeatable" in word && word.repeatable);
  const expected = expectation(value, word, isList === true);
  if (expected === undefined) return isList && typeof value === "string" ? [value] : value;
  throw new VarveError("USAGE", {
    message: `"${key}" must be ${expected}.`,
    hint: word.help,
    details: { option: key },
  });
}

/** What a value should have been; undefined when it is that. */
function expectation(value: unknown, word: Word, isList: boolean): string | undefined {
  const { choices } = word;
  if (choices !== undefined) return choices.includes(value as string) ? undefined : choices.join(" or ");
  const isFlag = "flags" in word;
  if (isFlag && !word.flags.includes("<")) return typeof value === "boolean" ? undefined : "true or false";
  if (isFlag && word.type === "integer")
    return Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : "a whole number from 0";
  const texts = Array.isArray(value) && (isList || !isFlag) ? value : [value];
  if (texts.every((text) => typeof text === "string")) return undefined;
  return isList ? "a list of texts" : "a text";
}
