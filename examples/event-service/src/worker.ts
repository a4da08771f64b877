import type { Database } from "varve";
import { type Event, type ProcessResult, processEvents } from "varve/events";
import { events } from "../models/event.ts";
import type { Webhook } from "./webhook-types.ts";

/** One pass over what is pending; what it finds out about an event is kept in its `task_context`. */
export function processWebhooks(database: Database, signal?: AbortSignal): Promise<ProcessResult> {
  return processEvents(database, describe, { table: events, workers: 2, signal });
}

function describe({ data }: Event) {
  const { type, payload } = data as unknown as Webhook;
  const actor = payload.sender?.login ?? "GitHub";
  const what = [payload.action, type].filter(Boolean).join(" ").replaceAll("_", " ");
  const where = payload.repository?.full_name;
  return { actor, summary: `${actor}: ${what}${where ? ` in ${where}` : ""}` };
}
