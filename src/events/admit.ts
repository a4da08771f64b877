// What may be stored: every event passes here before anything is sent.

import { type SQL, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { isVarveError, VarveError } from "../errors.ts";
import { assertList } from "../repository/options.ts";
import { type JsonLimits, serializeJson } from "./json.ts";
import { invalidEvent, JsonFault } from "./json-fault.ts";
import type { JsonObject } from "./table.ts";
import { assertEventFits, type EventTypes } from "./validate.ts";

export interface EventRules {
  readonly types: EventTypes | undefined;
  readonly typeOf: (data: JsonObject) => unknown;
  readonly limits: Readonly<JsonLimits>;
}

/** An event that may be stored: `text` is its data as JSON, `columns` are those besides. */
export interface AdmittedEvent {
  readonly id: string;
  readonly text: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** Of any version and variant, as PostgreSQL prints it. */
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Errors: EVENT_INVALID. */
export async function admitEvent(event: object, rules: EventRules): Promise<AdmittedEvent> {
  const { id = v7(), data, taskContext, ...columns } = fieldsOf(event);
  if (typeof id !== "string" || !uuid.test(id)) {
    throw invalidEvent(new JsonFault("id", "has an id that is no UUID"), []);
  }
  if (taskContext !== undefined) columns.taskContext = admitTaskContext(taskContext, rules);
  return { id: id.toLowerCase(), text: await admitData(data, rules), columns };
}

function fieldsOf(event: object): Record<string, unknown> {
  try {
    const { id, data, taskContext } = Object(event);
    return { ...event, id, data, taskContext };
  } catch {
    throw invalidEvent(new JsonFault("unreadable", "cannot be read"), []);
  }
}

/** All of them, or EVENT_INVALID with `details.index` for the first that is refused. Errors: USAGE for what is no list. */
export async function admitEvents(items: readonly object[], rules: EventRules): Promise<AdmittedEvent[]> {
  assertList("items", items);
  const admitted: AdmittedEvent[] = [];
  for (const [index, item] of items.entries()) {
    try {
      admitted.push(await admitEvent(item, rules));
    } catch (error) {
      throw atIndex(error, index, items.length);
    }
  }
  return admitted;
}

/** The JSON text of an event's data. Errors: EVENT_INVALID. */
export async function admitData(data: unknown, { limits, types, typeOf }: EventRules): Promise<string> {
  const text = serializeJson(data, limits);
  if (types !== undefined) await assertEventFits(data as JsonObject, { types, typeOf });
  return text;
}

/** What is to become of an event; null makes it pending again. Errors: EVENT_INVALID. */
export function admitTaskContext(taskContext: unknown, { limits }: Pick<EventRules, "limits">): SQL | null {
  return taskContext === null ? null : asJson(serializeJson(taskContext, limits));
}

/** The text that was checked is what is sent, whatever the caller changes in the meantime. */
export function asJson(text: string): SQL {
  return sql`${text}`;
}

function atIndex(error: unknown, index: number, count: number): unknown {
  if (!isVarveError(error)) return error;
  const { code, message, hint, details, cause } = error;
  const where = `Event ${index + 1} of ${count} is refused, so none is stored`;
  return new VarveError(code, {
    message: `${where}: ${message}`,
    hint,
    details: { ...details, index },
    cause,
  });
}
