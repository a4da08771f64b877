// Turns a value into the JSON text that is stored, and refuses what JSON or PostgreSQL's jsonb would drop, round or
// replace without a word. One iterative pass reads every property once: what was checked is what is sent.

import { invalidEvent, JsonFault } from "./json-fault.ts";

export interface JsonLimits {
  /** Size of the JSON text in bytes of UTF-8. */
  maxBytes: number;
  /** Objects and arrays inside each other; the root is depth 1. PostgreSQL itself gives up near 6,000. */
  maxDepth: number;
  /** All values of a document, containers included. */
  maxNodes: number;
  /** UTF-16 units of one string. */
  maxStringLength: number;
  /** UTF-16 units of one key. */
  maxKeyLength: number;
}

export const defaultJsonLimits: Readonly<JsonLimits> = {
  maxBytes: 1_048_576,
  maxDepth: 64,
  maxNodes: 100_000,
  maxStringLength: 1_048_576,
  maxKeyLength: 1_024,
};

/** An object or array that is being written; `keys` are those of an object. */
interface Frame {
  readonly container: Readonly<Record<string | number, unknown>>;
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  next: number;
  separator: "" | ",";
}

/**
 * The JSON text of a plain object, safe to store as jsonb.
 *
 * Properties that are `undefined` are left out, as JSON does, and -0 becomes 0. Everything else that would not come
 * back equal is refused with `EVENT_INVALID`, whose `details.path` is the JSON pointer of the fault and
 * `details.reason` its kind.
 */
export function serializeJson(value: unknown, limits: Readonly<JsonLimits> = defaultJsonLimits): string {
  const frames: Frame[] = [];
  try {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new JsonFault("root", "is not an object");
    }
    return write(value, frames, limits);
  } catch (error) {
    const fault = error instanceof JsonFault ? error : new JsonFault("unreadable", "cannot be read");
    throw invalidEvent(
      fault,
      frames.map((frame) => frame.keys?.[frame.next - 1] ?? frame.next - 1),
    );
  }
}

function write(root: object, frames: Frame[], limits: Readonly<JsonLimits>): string {
  let frame: Frame | undefined = open(root, frames, limits);
  let text = frame.keys ? "{" : "[";
  let nodes = 1;
  while (frame !== undefined) {
    if (frame.next === frame.length) {
      text += frame.keys ? "}" : "]";
      frames.pop();
      frame = frames.at(-1);
      continue;
    }
    const key: string | number = frame.keys?.[frame.next] ?? frame.next;
    frame.next += 1;
    const value = frame.container[key];
    if (frame.keys !== undefined) {
      if (value === undefined) continue;
      text += `${frame.separator}${keyText(key as string, limits)}:`;
    } else {
      text += frame.separator;
    }
    frame.separator = ",";

    nodes += 1;
    if (nodes > limits.maxNodes) throw tooLarge(`has more than ${limits.maxNodes} values`);
    if (typeof value === "object" && value !== null) {
      frame = open(value, frames, limits);
      text += frame.keys ? "{" : "[";
    } else {
      text += scalarText(value, limits);
    }
    // A UTF-16 unit takes at least one byte of UTF-8, so this ends a giant document early.
    if (text.length > limits.maxBytes) break;
  }
  if (Buffer.byteLength(text) > limits.maxBytes) throw tooLarge(`is larger than ${limits.maxBytes} bytes`);
  return text;
}

function open(container: object, frames: Frame[], { maxDepth }: Readonly<JsonLimits>): Frame {
  if (frames.length >= maxDepth) {
    if (frames.some((frame) => frame.container === container)) {
      throw new JsonFault("cycle", "refers back to an object that holds it");
    }
    throw new JsonFault("depth", `is nested deeper than ${maxDepth} levels`);
  }
  const keys = Array.isArray(container) ? undefined : keysOf(container);
  const frame: Frame = {
    container: container as Frame["container"],
    keys,
    length: keys?.length ?? (container as readonly unknown[]).length,
    next: 0,
    separator: "",
  };
  frames.push(frame);
  return frame;
}

function keysOf(container: object): readonly string[] {
  if (!isPlainObject(container)) {
    throw new JsonFault(
      "type",
      `is a ${Object.prototype.toString.call(container).slice(8, -1)}, not plain JSON`,
    );
  }
  if (Object.getOwnPropertySymbols(container).length > 0) throw new JsonFault("key", "has a symbol as a key");
  return Object.keys(container);
}

/** Literals, `JSON.parse` and null prototypes, also those of another realm; no instances of classes. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

function scalarText(value: unknown, limits: Readonly<JsonLimits>): string {
  switch (typeof value) {
    case "string":
      if (value.length > limits.maxStringLength) {
        throw new JsonFault("size", `is a string of more than ${limits.maxStringLength} characters`);
      }
      return quoted(value, badText);
    case "number":
      return numberText(value);
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
      throw new JsonFault("undefined", "is an undefined element of an array");
    case "object":
      return "null";
    default:
      throw new JsonFault("type", `is a ${typeof value}, not plain JSON`);
  }
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new JsonFault("number", "is not a finite number");
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new JsonFault("number", "is an integer too large to be exact");
  }
  return String(value);
}

function keyText(key: string, { maxKeyLength }: Readonly<JsonLimits>): string {
  if (key === "__proto__") throw badKey('is named "__proto__"');
  if (key.length > maxKeyLength) throw badKey(`is longer than ${maxKeyLength} characters`);
  return quoted(key, badKey);
}

function badKey(message: string): JsonFault {
  return new JsonFault("key", `has a key that ${message}`, "container");
}

function badText(message: string): JsonFault {
  return new JsonFault("text", message);
}

const plainText = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
const loneSurrogate = /\p{Surrogate}/u;

/** Refuses what jsonb cannot hold: NUL (SQLSTATE 22P05) and lone surrogates (22P02). */
function quoted(text: string, fault: (message: string) => JsonFault): string {
  if (plainText.test(text)) return `"${text}"`;
  if (text.includes("\0")) throw fault("contains a NUL character");
  if (loneSurrogate.test(text)) throw fault("contains half of a surrogate pair");
  return JSON.stringify(text);
}

function tooLarge(message: string): JsonFault {
  return new JsonFault("size", message, "document");
}
