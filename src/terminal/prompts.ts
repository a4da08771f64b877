import type { Readable, Writable } from "node:stream";
import type { CANCEL_SYMBOL } from "@clack/prompts";
import { interruption } from "../interruption.ts";

/** Questions to a person. Only handed to a command when someone is there to answer. */
export interface Prompts {
  confirm(question: { message: string }): Promise<boolean>;
}

interface PromptsOptions {
  readonly input: Readable;
  /** Standard error as a rule, so that standard output holds the result alone. */
  readonly output: Writable;
  /** Called before each question, to take a progress bar off the screen. */
  readonly before: () => void;
}

/** Prompts on a terminal. Every question that is cancelled rejects with INTERRUPTED. */
export function createPrompts({ input, output, before }: PromptsOptions): Prompts {
  async function ask<Answer>(
    question: (
      clack: typeof import("@clack/prompts"),
      streams: object,
    ) => Promise<Answer | typeof CANCEL_SYMBOL>,
  ): Promise<Answer> {
    before();
    const clack = await import("@clack/prompts");
    const answer = await question(clack, { input, output });
    if (clack.isCancel(answer)) {
      throw interruption({ message: "Stopped at the question; nothing was changed." });
    }
    return answer as Answer;
  }
  return {
    confirm: ({ message }) => ask((clack, streams) => clack.confirm({ message, ...streams })),
  };
}
