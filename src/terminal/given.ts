import { VarveError } from "../errors.ts";
import type { CommandArgument, CommandDefinition, CommandOption } from "./command.ts";

/** Refuses a call without a word that its command needs. Error: USAGE. */
export function assertGiven(
  { name, arguments: positionals = {}, options: flags = {}, examples }: CommandDefinition,
  given: Readonly<Record<string, unknown>>,
): void {
  const needed = [
    ...Object.entries<CommandArgument>(positionals).flatMap(([key, { optional, help }]) =>
      optional === true ? [] : [{ key, word: `<${key}>`, help }],
    ),
    ...Object.entries<CommandOption>(flags).flatMap(([key, { required, flags, help }]) =>
      required === true ? [{ key, word: flags, help }] : [],
    ),
  ];
  const missing = needed.find(({ key }) => isBlank(given[key]));
  if (missing === undefined) return;
  throw new VarveError("USAGE", {
    message: `varve ${name} needs ${missing.word} (${missing.help}).`,
    hint: `For example: ${examples[0].command}`,
    details: { option: missing.key },
  });
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || (typeof value === "string" && value.trim() === "");
}
