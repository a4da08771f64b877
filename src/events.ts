// The event store: `import { EventRepository, events } from "varve/events"`.

export {
  EventRepository,
  type EventRepositoryOptions,
  type Ingested,
  type NewEvent,
} from "./events/event-repository.ts";
export type { EventFailure } from "./events/failure.ts";
export type { JsonLimits } from "./events/json.ts";
export type { JsonFaultReason } from "./events/json-fault.ts";
export { parseEventJson } from "./events/json-text.ts";
export {
  type EventContext,
  type EventHandler,
  type ProcessOptions,
  type ProcessResult,
  processEvents,
} from "./events/process.ts";
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
export { type TailOptions, tailEvents } from "./events/tail.ts";
export type { EventTypes } from "./events/validate.ts";
