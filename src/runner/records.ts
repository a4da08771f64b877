// The SQL that writes Varve's state. Text with literals, not parameters: the same statements go into offline scripts,
// and several of them into one round trip. Pure.

import { hostname, userInfo } from "node:os";
import { quoteLiteral } from "../sql/quote.ts";
import { readVersion } from "../version.ts";
import type { StateTables } from "./state-tables.ts";

export interface HistoryEntry {
  readonly revision: string;
  readonly direction: "up" | "down" | "stamp" | "edit";
  /** Undefined while it is not finished. */
  readonly durationMs: number | undefined;
  readonly hash?: string | undefined;
  readonly sql?: string | undefined;
  readonly steps?: unknown;
  readonly applied?: Readonly<Record<string, string | null>> | undefined;
  readonly models?: string | undefined;
  readonly reason?: string | undefined;
}

/** Who writes. */
export interface Author {
  readonly osUser: string | undefined;
  readonly host: string;
  readonly varveVersion: string;
}

export function readAuthor(): Author {
  return { osUser: osUser(), host: hostname(), varveVersion: readVersion() };
}

/** `INSERT INTO varve.history …`, without a semicolon. */
export function insertHistory({ history }: StateTables, author: Author, entry: HistoryEntry): string {
  const values: Record<string, string> = {
    revision: text(entry.revision),
    direction: text(entry.direction),
    finished_at: entry.durationMs === undefined ? "NULL" : "clock_timestamp()",
    duration_ms: entry.durationMs === undefined ? "NULL" : entry.durationMs.toFixed(3),
    hash: text(entry.hash),
    sql: text(entry.sql),
    steps: json(entry.steps),
    applied: json(entry.applied),
    models: text(entry.models),
    reason: text(entry.reason),
    os_user: text(author.osUser),
    host: text(author.host),
    varve_version: text(author.varveVersion),
  };
  return `INSERT INTO ${history} (${Object.keys(values).join(", ")})
VALUES (${Object.values(values).join(", ")})`;
}

/** From one set of heads to another; nothing when they are the same. */
export function changeHeads(
  { heads }: StateTables,
  before: readonly string[],
  after: readonly string[],
): string[] {
  const gone = before.filter((id) => !after.includes(id));
  const come = after.filter((id) => !before.includes(id));
  return [
    ...(gone.length > 0 ? [`DELETE FROM ${heads} WHERE revision IN (${gone.map(text).join(", ")})`] : []),
    ...(come.length > 0
      ? [`INSERT INTO ${heads} (revision) VALUES ${come.map((id) => `(${text(id)})`).join(", ")}`]
      : []),
  ];
}

/** A NUL cannot be stored; a statement that has one failed before it came here. */
function text(value: string | undefined): string {
  return value === undefined ? "NULL" : quoteLiteral(value);
}

function json(value: unknown): string {
  return value === undefined ? "NULL" : text(JSON.stringify(value));
}

/** In a container the user id may have no name. */
function osUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
