import { VarveError } from "../errors.ts";
import { jsonPointer } from "./json-fault.ts";
import type { StandardIssue, StandardSchema } from "./standard-schema.ts";
import type { JsonObject } from "./table.ts";

/** A schema of any Standard Schema library for each event type. Events of other types are refused. */
export type EventTypes = Readonly<Record<string, StandardSchema>>;

const mostIssues = 20;

/**
 * Asks the schema of the event's type. The event is stored as it came in: what a schema adds, strips or converts
 * stays with the schema.
 *
 * Throws `EVENT_INVALID` with `details.issues`, each a JSON pointer and a message that repeats no text of the event.
 */
export async function assertEventFits(
  data: JsonObject,
  { types, typeOf }: { types: EventTypes; typeOf: (data: JsonObject) => unknown },
): Promise<void> {
  const type = typeOf(data);
  const schema = typeof type === "string" && Object.hasOwn(types, type) ? types[type] : undefined;
  if (schema === undefined) {
    throw new VarveError("EVENT_INVALID", {
      message: "The event is of no known type.",
      hint: `Known types: ${Object.keys(types).join(", ")}.`,
      details: { path: "", reason: "event type" },
    });
  }
  const result = await schema["~standard"].validate(data);
  if (result.issues === undefined) return;

  const texts = [...leafTexts(data)];
  const issues = result.issues.slice(0, mostIssues).map((issue) => publicIssue(issue, texts));
  throw new VarveError("EVENT_INVALID", {
    message: `The event does not fit the type ${type}: ${issues.map((issue) => issue.path || "/").join(", ")}.`,
    hint: "details.issues says what each place should hold.",
    details: { path: issues[0]?.path ?? "", reason: "schema", type, issues },
  });
}

function publicIssue({ message, path = [] }: StandardIssue, texts: readonly string[]) {
  const steps = path.map((step) => (typeof step === "object" ? step.key : step));
  const reveals = texts.some((text) => message.includes(text));
  return { path: jsonPointer(steps), message: reveals ? "not accepted" : message };
}

/** The strings and numbers of an event that a message could give away; shorter ones tell nothing. */
function* leafTexts(data: JsonObject): Generator<string> {
  const rest: unknown[] = [data];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "object" && value !== null) {
      for (const inner of Object.values(value)) rest.push(inner);
    } else if (typeof value === "string" || typeof value === "number") {
      const text = String(value);
      if (text.length >= 4) yield text;
    }
  }
}
