import { styleText } from "node:util";

type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Functions that put a colour on a piece of text, or leave it as it is when colours are off. */
export type Style = Readonly<Record<Colour, (text: string) => string>>;

const colours: readonly Colour[] = ["bold", "dim", "red", "green", "yellow", "cyan"];

export function createStyle(enabled: boolean): Style {
  const entries = colours.map((colour) => [
    colour,
    (text: string) => (enabled && text !== "" ? styleText(colour, text, { validateStream: false }) : text),
  ]);
  return Object.freeze(Object.fromEntries(entries)) as Style;
}

/**
 * Whether a stream gets colours: `--no-color` and NO_COLOR say no, FORCE_COLOR says yes (0 and false: no), else a
 * terminal gets them unless it is a dumb one. https://no-color.org, https://force-color.org
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  { noColor = false, env = process.env }: { noColor?: boolean; env?: NodeJS.ProcessEnv } = {},
): boolean {
  if (noColor || (env.NO_COLOR ?? "") !== "") return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return stream.isTTY === true && env.TERM !== "dumb";
}
