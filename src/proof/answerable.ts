import type { Client } from "pg";
import { ask } from "../database/ask.ts";
import type { Preflight } from "../plan/preflight.ts";
import type { Step } from "../plan/steps.ts";

/**
 * The steps with the preflight queries that the schema in `client`'s database can answer, each with what it needs for that. Some
 * speak of what only the change itself makes: a value that an enum is yet to get.
 */
export async function withAnswerablePreflight(client: Client, steps: readonly Step[]): Promise<Step[]> {
  const kept: Step[] = [];
  for (const { preflight = [], ...step } of steps) {
    const answered: Preflight[] = [];
    for (const query of preflight) answered.push(...(await answerable(client, query)));
    kept.push(answered.length === 0 ? step : { ...step, preflight: answered });
  }
  return kept;
}

async function answerable(client: Client, query: Preflight): Promise<Preflight[]> {
  const { prepare, ...alone } = query;
  // A function may be another one of that name until then.
  const bringsFunctions =
    prepare !== undefined && /\bCREATE (OR REPLACE )?(FUNCTION|AGGREGATE)\b/.test(prepare);
  if (bringsFunctions && (await isAnswered(client, query))) return [query];
  if (await isAnswered(client, alone)) return [alone];
  return prepare !== undefined && (await isAnswered(client, query)) ? [query] : [];
}

async function isAnswered(client: Client, { sql, prepare }: Preflight): Promise<boolean> {
  try {
    await ask(client, sql, prepare);
    return true;
  } catch {
    return false;
  }
}
