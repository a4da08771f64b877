// A run as a script for psql: the same statements, the same rows of history, and guards instead of a runner.

import { VarveError } from "../errors.ts";
import type { Preflight } from "../revisions/declare.ts";
import type { Graph } from "../revisions/graph.ts";
import { resolvePlace } from "../revisions/move.ts";
import { type PlannedStep, planDowngrade, planStamp, planUpgrade, positionAt } from "../revisions/plan.ts";
import { isRange, splitRange } from "../revisions/range.ts";
import { assertOne, parseTarget } from "../revisions/target.ts";
import { quoteBody, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { historyEntry, terminated } from "./entry.ts";
import { lockKey } from "./lock.ts";
import { tasksOf } from "./plan-now.ts";
import { type Author, changeHeads, insertHistory, readAuthor } from "./records.ts";
import type { RevisionRun } from "./revision-run.ts";
import { giveUpUnfinished, stampStatements } from "./stamp.ts";
import type { State } from "./state.ts";
import { createStateTables, type StateTables, stateTables } from "./state-tables.ts";
import { searchPath } from "./tenant-names.ts";
import { segmentsOf, type Unit } from "./units.ts";
import { defaultLimits, type Task } from "./work.ts";

export interface ScriptOptions {
  readonly config: { readonly stateSchema: string };
  /** See `PlanOptions.tenant`. */
  readonly tenant?: string | undefined;
  readonly graph: Graph;
  readonly target: string | readonly string[];
  /** What `current` means; by default nothing is applied. */
  readonly current?: readonly string[] | undefined;
}

export interface Script {
  readonly steps: readonly RevisionRun[];
  readonly heads: readonly string[];
  readonly sql: string;
}

/** From the base, or from the first end of a range. Errors: OFFLINE_IMPOSSIBLE, those of the target. */
export async function scriptUpgrade(options: ScriptOptions): Promise<Script> {
  const { graph, target, current = [] } = options;
  const { from, to } = endsOf(graph, [target].flat(), current);
  const steps = planUpgrade(graph, positionAt(graph, from), to);
  return writeScript(placeOf(options), graph, from, steps);
}

/** Only for a range: nobody is asked where the database is. Errors: TARGET_INVALID, OFFLINE_IMPOSSIBLE. */
export async function scriptDowngrade(options: ScriptOptions): Promise<Script> {
  const { graph, target, current = [] } = options;
  const { lower, upper } = splitRange(String(target));
  if (lower === undefined) {
    throw new VarveError("TARGET_INVALID", {
      message: `${target} does not say where the downgrade begins.`,
      hint: "With --sql a downgrade takes a range, from the newer to the older end: varve downgrade head:base --sql.",
      details: { target },
    });
  }
  const from = resolvePlace(graph, lower, current);
  const [to = "base"] = assertOne(graph, lastEnd(graph, upper ?? "base", current), String(target));
  const steps = planDowngrade(graph, positionAt(graph, from), to);
  return writeScript(placeOf(options), graph, from, steps);
}

/** Where a script begins and where it ends: the ends of a range that stands alone, else the targets, from the base. */
function endsOf(graph: Graph, targets: readonly string[], current: readonly string[]) {
  const [first = ""] = targets;
  const range = targets.length === 1 && isRange(first) ? splitRange(first) : undefined;
  const from = range?.lower === undefined ? [] : resolvePlace(graph, range.lower, current);
  const ends = range === undefined ? targets : [range.upper ?? "heads"];
  return { from, to: ends.flatMap((end) => lastEnd(graph, end, current)) };
}

/** The second end of a range, or a target alone: `current` is where the database is, a move alone counts from the first end. */
function lastEnd(graph: Graph, text: string, current: readonly string[]): readonly string[] {
  if (parseTarget(text).name !== "current") return [text];
  const ids = resolvePlace(graph, text, current);
  return ids.length === 0 ? ["base"] : ids;
}

export interface StampScriptOptions extends Omit<ScriptOptions, "target"> {
  /** A range says what is recorded now; otherwise nothing is. */
  readonly targets: readonly string[];
  /** Whatever is recorded now is forgotten. */
  readonly purge: boolean;
}

/** Errors: TARGET_INVALID, those of the targets. */
export function scriptStamp(options: StampScriptOptions): Script {
  const { graph, targets, purge, current = [] } = options;
  const place = placeOf(options);
  const { tables } = place;
  const { from, to } = endsOf(graph, targets, current);
  const steps = planStamp(graph, from, to, { purge });
  if (steps.length === 0) {
    throw new VarveError("TARGET_INVALID", {
      message: `Nothing is to be recorded for ${targets.join(" ")}.`,
      hint: "With --sql a stamp begins where nothing is recorded; otherwise give a range: varve stamp head:base --sql.",
      details: { targets },
    });
  }
  const author = readAuthor();
  const stamps = steps.flatMap((step, index) =>
    stampStatements({ tables, author }, graph, steps[index - 1]?.heads ?? (purge ? [] : from), step),
  );
  const before = purge ? [`DELETE FROM ${tables.heads};`] : [guardHeads(tables, from)];
  const statements = [giveUpUnfinished(tables), ...stamps].map((statement) => `${statement};`);
  const parts = [
    header(purge ? ["whatever is recorded"] : from, steps),
    ...makeState(place, from),
    transaction(place, [...before, ...statements]),
  ];
  return scriptOf(parts, from, steps);
}

/** Varve's own tables, where the script is for a database that may be without them. */
function makeState(place: Place, from: readonly string[]): string[] {
  if (from.length > 0) return [];
  const schema = `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(place.tables.schema)};`;
  return [transaction(place, [schema, createStateTables(place.tables)])];
}

/** Where a script works. */
interface Place {
  readonly tables: StateTables;
  readonly tenant: string | undefined;
}

function placeOf({ config, tenant }: Pick<ScriptOptions, "config" | "tenant">): Place {
  return { tables: stateTables(config.stateSchema, tenant), tenant };
}

async function writeScript(
  place: Place,
  graph: Graph,
  from: readonly string[],
  steps: readonly PlannedStep[],
): Promise<Script> {
  const state = { heads: from } as State;
  const author = readAuthor();
  const parts = [
    header(from, steps),
    ...makeState(place, from),
    transaction(place, [guardHeads(place.tables, from)]),
  ];
  for (const task of tasksOf(graph, { state, steps })) {
    parts.push(`-- ${task.direction} ${task.revision.id}: ${oneLine(task.revision.message)}`);
    parts.push(...(await scriptTask(place, author, task)));
  }
  return scriptOf(parts, from, steps);
}

function scriptOf(parts: readonly string[], from: readonly string[], steps: readonly PlannedStep[]): Script {
  return {
    steps: steps.map(({ id, direction }) => ({ id, direction })),
    heads: steps.at(-1)?.heads ?? [...from],
    sql: `${parts.join("\n\n")}\n`,
  };
}

function header(from: readonly string[], steps: readonly PlannedStep[]): string {
  const what = steps.length === 1 ? "1 revision" : `${steps.length} revisions`;
  return `-- ${what} from ${from.join(", ") || "base"} to ${steps.at(-1)?.heads.join(", ") || "base"}.
-- Run it with psql -X -v ON_ERROR_STOP=1 -f this-file.sql and without -1: it begins and commits by itself.
\\set ON_ERROR_STOP on`;
}

async function scriptTask(place: Place, author: Author, task: Task): Promise<string[]> {
  const segments = await segmentsOf(task.revision, task.direction);
  const heads = changeHeads(place.tables, task.headsBefore, task.headsAfter);
  const entry = insertHistory(place.tables, author, historyEntry(task, 0));
  const state = [...heads, `${entry}`].map((statement) => `${statement};`);
  const preflight = task.direction === "up" ? task.revision.preflight.map(guardRows) : [];
  const parts: string[] = preflight.length > 0 ? [transaction(place, preflight)] : [];
  for (const [index, { runs, units }] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const texts = units.map((unit) => statementOf(unit, task));
    if (runs === "transaction") parts.push(transaction(place, [...texts, ...(isLast ? state : [])]));
    else parts.push(...outside(place, texts), ...(isLast ? [transaction(place, state)] : []));
  }
  return segments.length > 0 ? parts : [...parts, transaction(place, state)];
}

function statementOf({ work, text, step }: Unit, { revision, direction }: Task): string {
  if (!("kind" in work)) return terminated(text);
  throw new VarveError("OFFLINE_IMPOSSIBLE", {
    message: `Step ${step} (${direction}) of revision ${revision.id} is ${work.kind}(…): code, which no script can hold.`,
    hint: "Upgrade online, or only up to the revision before it.",
    details: { revision: revision.id, step, direction },
  });
}

function outside({ tenant }: Place, texts: readonly string[]): readonly string[] {
  if (tenant === undefined) return texts;
  return [`SET search_path = ${searchPath(tenant)};`, ...texts, "RESET search_path;"];
}

/** A transaction that only runs while no runner does. */
function transaction({ tables, tenant }: Place, statements: readonly string[]): string {
  const lock = guard(
    `NOT pg_try_advisory_xact_lock(${lockKey(tables)})`,
    "another runner is at work on this database",
  );
  return [
    "BEGIN;",
    `SET LOCAL lock_timeout = ${defaultLimits.lockTimeoutMs};`,
    ...(tenant === undefined ? [] : [`SET LOCAL search_path = ${searchPath(tenant)};`]),
    lock,
    ...statements,
    "COMMIT;",
  ].join("\n");
}

function guardHeads(tables: StateTables, heads: readonly string[]): string {
  const sorted = [...heads].sort().map(quoteLiteral).join(", ");
  const current = `ARRAY(SELECT revision FROM ${tables.heads} ORDER BY revision COLLATE "C")`;
  return guard(
    `${current} <> ARRAY[${sorted}]::text[]`,
    `the database is not at ${heads.join(", ") || "base"}`,
  );
}

function guardRows({ prepare, sql, message }: Preflight): string {
  const found = `EXISTS (${sql.trim().replace(/;$/, "")}\n)`;
  const text = `rows stand in the way: ${message}`;
  if (prepare === undefined) return guard(found, text);
  // As online, it passes where its functions need more of the change.
  const passing =
    "EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function OR undefined_object THEN";
  const rows = guard(found, text, ` ${passing} NULL;`);
  return ["SAVEPOINT preflight;", terminated(prepare), rows, "ROLLBACK TO SAVEPOINT preflight;"].join("\n");
}

function guard(condition: string, message: string, otherwise = ""): string {
  const body = `BEGIN IF ${condition} THEN RAISE EXCEPTION '%', ${quoteLiteral(message)}; END IF;${otherwise} END`;
  return `DO ${quoteBody(` ${body} `)};`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
