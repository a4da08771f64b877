// Turns a value into the JSON text that is stored, and refuses what JSON or PostgreSQL's jsonb would drop, round or
// replace without a word.

import { assertCount, assertOptions } from "../repository/options.ts";
import { invalidEvent, JsonFault } from "./json-fault.ts";

/** How large a document may be; what is larger is EVENT_INVALID. */
export interface JsonLimits {
  /** Size of the JSON text in bytes of UTF-8; default 1,048,576. */
  maxBytes: number;
  /** Objects and arrays inside each other; the root is depth 1. Never more than 4,000; default 64. */
  maxDepth: number;
  /** All values of a document, containers included; default 100,000. */
  maxNodes: number;
  /** UTF-16 units of one string; default 1,048,576. */
  maxStringLength: number;
  /** UTF-16 units of one key; default 1,024. */
  maxKeyLength: number;
}

export const defaultJsonLimits: Readonly<JsonLimits> = {
  maxBytes: 1_048_576,
  maxDepth: 64,
  maxNodes: 100_000,
  maxStringLength: 1_048_576,
  maxKeyLength: 1_024,
};

/** The defaults where nothing else is given. Errors: USAGE for what is no limit. */
export function completeLimits(limits: Partial<JsonLimits> = {}): JsonLimits {
  assertOptions(limits, Object.keys(defaultJsonLimits));
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) assertCount(name, value, { min: 0 });
  return { ...defaultJsonLimits, ...Object.fromEntries(given) };
}

/** An object or array that is being looked at; `keys` are those of an object. */
interface Frame {
  readonly container: Readonly<Record<string | number, unknown>>;
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  next: number;
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
    inspect(value, frames, limits);
    const text = stringify(value);
    // What PostgreSQL refuses in a string comes out of JSON.stringify escaped; so mostly there is nothing to look for.
    if (text.includes("\\u")) inspect(value, frames, limits, assertStorable);
    if (Buffer.byteLength(text) > limits.maxBytes) throw tooLarge(`is larger than ${limits.maxBytes} bytes`);
    return text;
  } catch (error) {
    const fault = error instanceof JsonFault ? error : new JsonFault("unreadable", "cannot be read");
    const steps = frames.map((frame) => frame.keys?.[frame.next - 1] ?? frame.next - 1);
    throw invalidEvent(fault, steps);
  }
}

type TextCheck = (text: string, fault: (message: string) => JsonFault) => void;

/** Goes through every value, without recursion; when it throws, `frames` say where. */
function inspect(root: object, frames: Frame[], limits: Readonly<JsonLimits>, assertText?: TextCheck): void {
  let frame: Frame | undefined = open(root, frames, limits);
  let nodes = 1;
  let characters = 0;
  while (frame !== undefined) {
    if (frame.next === frame.length) {
      frames.pop();
      frame = frames.at(-1);
      continue;
    }
    const key: string | number = frame.keys?.[frame.next] ?? frame.next;
    frame.next += 1;
    const value = frame.container[key];
    if (typeof key === "string") {
      if (value === undefined) continue;
      assertKey(key, limits);
      assertText?.(key, badKey);
      characters += key.length;
    }
    if (typeof value === "string") {
      assertLength(value, limits);
      assertText?.(value, badText);
      characters += value.length;
    } else if (typeof value === "object" && value !== null) {
      frame = open(value, frames, limits);
    } else {
      assertScalar(value);
    }
    nodes += 1;
    if (nodes > limits.maxNodes) throw tooLarge(`has more than ${limits.maxNodes} values`);
    // A character takes at least one byte, so this ends a giant document early.
    if (characters > limits.maxBytes) throw tooLarge(`is larger than ${limits.maxBytes} bytes`);
  }
}

/** Whatever limit is given: PostgreSQL (54001) and some versions of JSON.stringify run out of stack not far above. */
const deepest = 4_000;

function open(container: object, frames: Frame[], limits: Readonly<JsonLimits>): Frame {
  const maxDepth = Math.min(limits.maxDepth, deepest);
  if (frames.length >= maxDepth) {
    if (frames.some((frame) => frame.container === container)) {
      throw new JsonFault("cycle", "refers back to an object that holds it");
    }
    throw new JsonFault("depth", `is nested deeper than ${maxDepth} levels`);
  }
  const keys = Array.isArray(container) ? elementsOf(container, limits) : keysOf(container);
  if (typeof (container as { toJSON?: unknown }).toJSON === "function" && !keys?.includes("toJSON")) {
    throw new JsonFault("type", "has a toJSON method, which would replace it");
  }
  const frame: Frame = {
    container: container as Frame["container"],
    keys,
    length: keys?.length ?? (container as readonly unknown[]).length,
    next: 0,
  };
  frames.push(frame);
  return frame;
}

/** An array has no keys beside its positions: JSON would drop them. */
function elementsOf(array: readonly unknown[], { maxNodes }: Readonly<JsonLimits>): undefined {
  const isCounted = array.length <= maxNodes;
  if (!isCounted || Object.keys(array).length <= array.length) return undefined;
  throw new JsonFault("type", "is an array with properties besides its elements");
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

function assertScalar(value: unknown): void {
  if (value === null || typeof value === "boolean") return;
  if (value === undefined) throw new JsonFault("undefined", "is an undefined element of an array");
  if (typeof value !== "number") throw new JsonFault("type", `is a ${typeof value}, not plain JSON`);
  if (!Number.isFinite(value)) throw new JsonFault("number", "is not a finite number");
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new JsonFault("number", "is an integer too large to be exact");
  }
}

function assertLength({ length }: string, { maxStringLength }: Readonly<JsonLimits>): void {
  if (length <= maxStringLength) return;
  throw new JsonFault("size", `is a string of more than ${maxStringLength} characters`);
}

function assertKey(key: string, { maxKeyLength }: Readonly<JsonLimits>): void {
  if (key === "__proto__") throw badKey('is named "__proto__"');
  if (key.length > maxKeyLength) throw badKey(`is longer than ${maxKeyLength} characters`);
}

const loneSurrogate = /\p{Surrogate}/u;

/** Refuses what jsonb cannot hold: NUL (SQLSTATE 22P05) and lone surrogates (22P02). */
function assertStorable(text: string, fault: (message: string) => JsonFault): void {
  if (text.includes("\0")) throw fault("contains a NUL character");
  if (loneSurrogate.test(text)) throw fault("contains half of a surrogate pair");
}

/** JSON.stringify is recursive; it overflows at some thousand levels. */
function stringify(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw error instanceof RangeError ? new JsonFault("depth", "is nested too deep") : error;
  }
}

function badKey(message: string): JsonFault {
  return new JsonFault("key", `has a key that ${message}`, "container");
}

function badText(message: string): JsonFault {
  return new JsonFault("text", message);
}

function tooLarge(message: string): JsonFault {
  return new JsonFault("size", message, "document");
}
