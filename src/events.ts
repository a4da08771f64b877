// The event store: `import { events, EventRepository } from "varve/events"`.

export { defaultJsonLimits, type JsonLimits, serializeJson } from "./events/json.ts";
export type { JsonFaultReason } from "./events/json-fault.ts";
export { parseEventJson } from "./events/json-text.ts";
export type { StandardSchema } from "./events/standard-schema.ts";
export {
  type Event,
  type EventTable,
  eventColumns,
  eventIndexes,
  events,
  type JsonObject,
  type JsonValue,
} from "./events/table.ts";
export type { EventTypes } from "./events/validate.ts";
