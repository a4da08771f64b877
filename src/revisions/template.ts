// The text inside sql`…`: taken raw, so that SQL keeps its backslashes, and written back so that it reads the same.

/**
 * The SQL that a template stands for. The text is raw (a backslash is a backslash); what is interpolated is put in as
 * it is. A text that begins with a line break is a block: that line break, the last line when it is blank, and the
 * indentation that all lines share are left out.
 */
export function readTemplate(raw: readonly string[], values: readonly (string | number)[]): string {
  const text = String.raw({ raw }, ...values);
  return raw[0]?.startsWith("\n") ? dedent(text) : text;
}

function dedent(text: string): string {
  const lines = text.slice(1).split("\n");
  if (isBlank(lines.at(-1) ?? "")) lines.pop();
  const indent = commonIndent(lines.filter((line) => !isBlank(line)));
  return lines.map((line) => line.slice(Math.min(indent, line.length))).join("\n");
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function commonIndent(lines: readonly string[]): number {
  const [first = "", ...rest] = lines;
  let indent = first.length - first.trimStart().length;
  for (const line of rest) {
    while (!line.startsWith(first.slice(0, indent))) indent -= 1;
  }
  return indent;
}

/** `text` as a template that {@link readTemplate} reads back unchanged; `indent` is that of the line it starts on. */
export function writeTemplate(text: string, indent: string): string {
  if (text.includes("\n")) {
    const lines = text.split("\n").map((line) => (line === "" ? line : `${indent}  ${line}`));
    const block = `\n${lines.join("\n")}\n${indent}`;
    if (dedent(block) === text) return `\`${escapeTemplate(block)}\``;
  }
  const escaped = escapeTemplate(text);
  return `\`${escaped.startsWith("\n") ? `\${"\\n"}${escaped.slice(1)}` : escaped}\``;
}

// What a raw template cannot hold goes in as a value: a backtick, the start of a value, a carriage return (JavaScript
// reads it as a line feed), a lone surrogate (no UTF-8), and the backslashes before those or at the end.
const unwritable = /\\*(?:`|\$\{|\r|\p{Surrogate})|\\+$/gu;

function escapeTemplate(text: string): string {
  return text.replace(unwritable, (match) => `\${${JSON.stringify(match)}}`);
}
