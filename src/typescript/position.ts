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

/** Source maps by the name of the bundle, as text: parsed only when something went wrong. */
const maps = new Map<string, string>();

/** Keeps a bundle's source map for {@link positionOf}, also for errors thrown long after loading. */
export function rememberBundle(name: string, map: string): void {
  maps.set(name, map);
}

const frame = /(varve:bundle-\d+|file:\/\/[^\s()]+?):(\d+):(\d+)/g;

/**
 * Where in the user's own files an error was thrown: the topmost frame of its stack that isn't in a package or in Node.
 * Undefined when there is none.
 */
export function positionOf(error: unknown): Position | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const [, source = "", line, column] of error.stack.matchAll(frame)) {
    const position = source.startsWith("file:")
      ? { file: fileURLToPath(source), line: Number(line), column: Number(column) }
      : originalPosition(source, Number(line), Number(column));
    if (position !== undefined && isUserFile(position.file)) return position;
  }
  return undefined;
}

/** The place in the user's file that a place in a bundle came from. */
export function originalPosition(bundle: string, line: number, column: number): Position | undefined {
  const map = maps.get(bundle);
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
