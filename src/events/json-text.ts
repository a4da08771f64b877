// JSON text holds more than JavaScript can: JSON.parse rounds long numbers and keeps the last of two equal keys
// without a word. The text is checked before that is lost.

import { completeLimits, type JsonLimits } from "./json.ts";
import { invalidEvent, JsonFault } from "./json-fault.ts";
import type { JsonObject } from "./table.ts";

/** An object or array that the scan is in: its keys so far, and the key or index it has reached. */
interface Level {
  readonly keys: Set<string> | undefined;
  step: string | number;
}

/**
 * The object in a JSON text, such as the body of a request, as text or as bytes; nothing that it says is lost.
 *
 * Throws `EVENT_INVALID` for bytes that are not UTF-8, text that is not JSON, is no object, is larger or deeper than `limits` allow, repeats a
 * key, or holds a number that a JavaScript number cannot keep with all its digits.
 */
export function parseEventJson(
  body: string | Uint8Array | ArrayBuffer,
  limits: Partial<JsonLimits> = {},
): JsonObject {
  const { maxBytes, maxDepth } = completeLimits(limits);
  if (Buffer.byteLength(body) > maxBytes) {
    throw invalidEvent(new JsonFault("size", `is larger than ${maxBytes} bytes`), []);
  }
  const text = typeof body === "string" ? body : decode(body);
  const levels: Level[] = [];
  try {
    scan(text, levels, maxDepth);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const steps = levels.map((level) => level.step);
    throw invalidEvent(error, steps);
  }
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidEvent(new JsonFault("root", "is not an object"), []);
  }
  return value as JsonObject;
}

/** Everything else that decodes bytes puts U+FFFD in the place of those that are no UTF-8. */
function decode(bytes: Uint8Array | ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidEvent(new JsonFault("text", "is not UTF-8"), []);
  }
}

/** The parser's own message quotes the text; only the position is passed on. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    throw invalidEvent(
      new JsonFault("syntax", `is not JSON${position ? ` (position ${position})` : ""}`),
      [],
    );
  }
}

/**
 * Walks through text as if it were JSON, where one character says what follows. Before it is parsed: millions of brackets
 * keep JSON.parse busy for seconds. What is no JSON is left to the parser.
 */
function scan(text: string, levels: Level[], maxDepth: number): void {
  let level: Level | undefined;
  let keyNext = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case "{":
      case "[":
        if (levels.length >= maxDepth)
          throw new JsonFault("depth", `is nested deeper than ${maxDepth} levels`);
        keyNext = text[at] === "{";
        level = { keys: keyNext ? new Set() : undefined, step: 0 };
        levels.push(level);
        break;
      case "}":
      case "]":
        levels.pop();
        level = levels.at(-1);
        break;
      case ",":
        if (typeof level?.step === "number") level.step += 1;
        keyNext = level?.keys !== undefined;
        break;
      case '"': {
        const end = stringEnd(text, at);
        if (keyNext && level !== undefined) addKey(level, text.slice(at, end));
        keyNext = false;
        at = end - 1;
        break;
      }
      default:
        at = scanNumber(text, at);
    }
  }
}

function addKey(level: Level, literal: string): void {
  const key = literal.includes("\\") ? String(parse(literal)) : literal.slice(1, -1);
  if (level.keys?.has(key)) throw new JsonFault("key", "has one key twice", "container");
  level.keys?.add(key);
  level.step = key;
}

/** The index after the closing quote of the string that starts at `start`, or after the end of the text. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

const numberText = /-?\d[\d.eE+-]*/y;

/** The index of the last character of the number at `at`; of `at` itself when there is no number. */
function scanNumber(text: string, at: number): number {
  numberText.lastIndex = at;
  const literal = numberText.exec(text)?.[0];
  if (literal === undefined) return at;
  if (!keepsDigits(literal))
    throw new JsonFault("number", "is a number with more digits than JavaScript keeps");
  return at + literal.length - 1;
}

/** More than the smallest double takes when it is written without an exponent. */
const longestNumber = 400;

/** The parsed number must give the literal again, printed as briefly as JavaScript can or with as many digits. */
function keepsDigits(literal: string): boolean {
  if (literal.length <= 15 && !/e/i.test(literal)) return true;
  if (literal.length > longestNumber) return false;
  const value = Number(literal);
  if (Number.isNaN(value)) return true;
  if (!Number.isFinite(value)) return false;
  const given = significant(literal);
  const digits = Math.min(Math.max(given.length, 1), 100);
  return significant(String(value)) === given || significant(value.toPrecision(digits)) === given;
}

/** The digits without sign, point, exponent and outer zeros: "-0.0120e3" gives "12". */
function significant(number: string): string {
  return number
    .replace(/e.*$/i, "")
    .replace(/[-.]/g, "")
    .replace(/^0+|0+$/g, "");
}
