import type { Session } from "varve";
import { EventRepository } from "varve/events";
import { events } from "../models/event.ts";
import { webhookTypes } from "./webhook-types.ts";

/** The events of this service: its table, and what may be stored in it. */
export function webhookRepository(session: Session) {
  return new EventRepository(session, { table: events, types: webhookTypes });
}
