import type { Client } from "pg";
import type { Step } from "../plan/steps.ts";

/**
 * The steps without the preflight queries that the schema in `client`'s database can't answer, since they speak of what
 * the change itself makes: a check that calls a new function, a value that an enum is yet to get.
 */
export async function withAnswerablePreflight(client: Client, steps: readonly Step[]): Promise<Step[]> {
  const kept: Step[] = [];
  for (const { preflight = [], ...step } of steps) {
    const answered = [];
    for (const query of preflight) if (await isAnswered(client, query.sql)) answered.push(query);
    kept.push(answered.length === 0 ? step : { ...step, preflight: answered });
  }
  return kept;
}

async function isAnswered(client: Client, sql: string): Promise<boolean> {
  try {
    await client.query(sql);
    return true;
  } catch {
    return false;
  }
}
