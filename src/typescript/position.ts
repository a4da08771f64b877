import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a file of the user's. Lines and columns count from 1. */
export interface Position {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Source maps by the number of the bundle, as text: parsed only when something went wrong. */
const maps: string[] = [];

/** Keeps a bundle's source map for {@link positionOf}, also for errors thrown long after loading. Returns its number. */
export function rememberBundle(map: string): number {
  return maps.push(map) - 1;
}

/** A bundle as the stack names it: by its own name, or by its URL where another tool formats stacks. */
const bundle = String.raw`varve:bundle-(\d+)|data:text\/javascript;varve=(\d+);base64,[\w+/=]*`;
const frame = new RegExp(String.raw`(?:${bundle}|(file:\/\/[^\s()]+?)):(\d+):(\d+)`, "g");
/** Linking happens before there is a stack; Node sets URL and line in front of the message instead. */
const unlinked = new RegExp(`^(?:${bundle}):(\\d+)\\n`);

/** Below these in a stack is whoever called Varve. */
const loaders = /\/typescript\/(evaluate|direct)\.[jt]s$/;

/**
 * Where in the user's own files an error was thrown: the topmost frame of its stack that isn't in a package or in Node.
 * Undefined when there is none.
 */
export function positionOf(error: unknown): Position | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const [, named, numbered, at] = unlinked.exec(error.stack) ?? [];
  if (at !== undefined) return originalPosition(Number(named ?? numbered), Number(at), 1);
  for (const [, name, number, url, line, column] of error.stack.matchAll(frame)) {
    if (url !== undefined && loaders.test(url)) return undefined;
    const position =
      url === undefined
        ? originalPosition(Number(name ?? number), Number(line), Number(column))
        : { file: fileURLToPath(url), line: Number(line), column: Number(column) };
    if (position !== undefined && isUserFile(position.file)) return position;
  }
  return undefined;
}

function originalPosition(bundleNumber: number, line: number, column: number): Position | undefined {
  const map = maps[bundleNumber];
  if (map === undefined) return undefined;
  const entry = new SourceMap(JSON.parse(map)).findEntry(line - 1, column - 1);
  if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
  return {
    file: resolve("/", entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}

const ownFolder = fileURLToPath(new URL("..", import.meta.url));

function isUserFile(file: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(ownFolder);
}

/** `models/user.ts:3:7`, relative to the current folder when the file is below it. */
export function describePosition({ file, line, column }: Position): string {
  return `${describeFile(file)}:${line}:${column}`;
}

export function describeFile(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

/** The line with a caret under the column, to be set below a message. Empty when the file can't be read any more. */
export function drawPosition({ file, line, column }: Position): string {
  try {
    return drawLine(readFileSync(file, "utf8").split(/\r?\n/)[line - 1] ?? "", line, column);
  } catch {
    return "";
  }
}

export function drawLine(text: string, line: number, column: number): string {
  const gutter = String(line);
  const before = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `\n  ${gutter} | ${text}\n  ${" ".repeat(gutter.length)} | ${before}^`;
}
