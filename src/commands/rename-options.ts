// The flags that say what is a rename, and the question where nobody said it.
import type { RenameChoice } from "../renames/choose.ts";
import type { CommandOptions } from "./project.ts";

export interface RenameOptions {
  /** `old:new`, as the refusal lists them. */
  rename?: readonly string[] | undefined;
  /** What is dropped and what is created are never the same. */
  noRenames?: boolean | undefined;
}

export const renameFlags = {
  rename: {
    flags: "--rename <old:new>",
    help: "a rename, as users:people, users.nick:users.handle or enum/mood:enum/feeling",
    repeatable: true,
  },
  noRenames: { flags: "--no-renames", help: "nothing else is a rename: drop and create" },
} as const;

/**
 * Flags first; then whoever can be asked, once `beforeAsking` has shown what it is about; else the candidates are
 * refused.
 */
export function renameChoice(
  options: RenameOptions & Pick<CommandOptions, "prompts">,
  beforeAsking: () => void,
): RenameChoice {
  const { rename, noRenames, prompts } = options;
  if (prompts === undefined) return { rename, noRenames };
  return {
    rename,
    noRenames,
    async ask(candidates) {
      beforeAsking();
      const renames: string[] = [];
      for (const candidate of candidates) {
        const [old, ...rest] = candidate.split(":");
        const next = rest.join(":");
        const isTaken = renames.some((other) => other.startsWith(`${old}:`) || other.endsWith(`:${next}`));
        if (isTaken) continue;
        const isRename = await prompts.confirm({
          message: `Is ${next} the new name of ${old}? (No: ${old} is dropped with its data, ${next} is new.)`,
        });
        if (isRename) renames.push(candidate);
      }
      return renames;
    },
  };
}
