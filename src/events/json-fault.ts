import { VarveError } from "../errors.ts";

/** Why an event cannot be stored; for programs, beside the sentence for people. */
export type JsonFaultReason =
  | "id"
  | "syntax"
  | "root"
  | "type"
  | "undefined"
  | "number"
  | "text"
  | "key"
  | "cycle"
  | "depth"
  | "size"
  | "unreadable";

const hints: Readonly<Record<JsonFaultReason, string>> = {
  id: "Leave the id out, or give a UUID; version 7 keeps the index small.",
  syntax: "Send one JSON document (RFC 8259).",
  root: 'Put the value into an object, such as { "value": … }.',
  type: "Turn it into plain JSON first: a date into an ISO string, a Map into an object, bytes into base64.",
  undefined: "Use null for a missing element.",
  number: "Send the number as a string; JavaScript keeps 15 to 17 digits and integers up to 2^53 - 1.",
  text: "Remove it, or send the text base64-encoded: PostgreSQL's jsonb holds only well-formed Unicode without NUL.",
  key: "Rename the key.",
  cycle: "Refer to the outer object by its id.",
  depth: "Send a flatter document, or raise limits.maxDepth.",
  size: "Send less, or raise the limit.",
  unreadable: "Pass plain data, without getters that throw.",
};

/** A fault of the value being looked at, of the object or array that holds it, or of the document as a whole. */
export class JsonFault extends Error {
  readonly reason: JsonFaultReason;
  readonly of: "value" | "container" | "document";

  constructor(reason: JsonFaultReason, message: string, of: JsonFault["of"] = "value") {
    super(message);
    this.reason = reason;
    this.of = of;
  }
}

/** The error for callers; `steps` lead to the value. It names the place and the rule, never the value. */
export function invalidEvent(fault: JsonFault, steps: readonly PropertyKey[]): VarveError {
  const path = jsonPointer({ value: steps, container: steps.slice(0, -1), document: [] }[fault.of]);
  const place = path === "" ? "The event" : `The event's ${cut(path, 80)}`;
  return new VarveError("EVENT_INVALID", {
    message: `${place} ${fault.message}.`,
    hint: hints[fault.reason],
    details: { path, reason: fault.reason },
  });
}

/** A JSON pointer (RFC 6901), cut where it would flood a log. */
export function jsonPointer(steps: readonly PropertyKey[]): string {
  const path = steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return cut(path, 500);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
