import type { Client } from "pg";
import { requestCancel } from "../database/cancel.ts";
import type { Connection } from "./connections.ts";

const cancelGraceMs = 5_000;

/** Asks the server to stop what runs; should it not, the connection is ended, and the server rolls back by itself. */
export function cancelOnAbort({ client }: Connection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    void requestCancel(client as Client, { timeoutMs: cancelGraceMs });
    timer = setTimeout(() => void (client as Client).end().catch(() => {}), cancelGraceMs);
  };
  signal.addEventListener("abort", cancel, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  };
}
