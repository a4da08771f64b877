// A revision cut into what is run at a time, and that into what is committed at a time.

import { createHash } from "node:crypto";
import type { BackfillStep, RunStep } from "../revisions/declare.ts";
import { stepText } from "../revisions/hash.ts";
import type { Revision } from "../revisions/parse.ts";
import { classifyStatements, type Statement } from "../sql/classify.ts";

/** One statement, text of statements, function or backfill. */
export interface Unit {
  /** Position in the revision, from 1: a step with statements that have to run alone is several units. */
  readonly number: number;
  /** The step it belongs to, from 1. */
  readonly step: number;
  readonly work: Statement | RunStep | BackfillStep;
  /** The text, for the history and for messages. */
  readonly text: string;
  readonly hash: string;
}

/** Units that are committed together; one that runs outside of transactions is alone. */
export interface Segment {
  readonly runs: "transaction" | "outside" | "backfill";
  readonly units: readonly Unit[];
}

/** Error: TRANSACTION_CONTROL. */
export async function segmentsOf(revision: Revision, direction: "up" | "down"): Promise<Segment[]> {
  const segments: Segment[] = [];
  let shared: Unit[] = [];
  const close = () => {
    if (shared.length > 0) segments.push({ runs: "transaction", units: shared });
    shared = [];
  };
  for (const unit of await unitsOf(revision, direction)) {
    const runs = runsHow(unit);
    if (runs === "inside") shared.push(unit);
    else {
      close();
      segments.push({ runs: runs === "apart" ? "transaction" : runs, units: [unit] });
    }
  }
  close();
  return segments;
}

function runsHow({ work }: Unit): Statement["runs"] | "backfill" {
  if (!("kind" in work)) return work.runs;
  return work.kind === "run" ? "inside" : "backfill";
}

async function unitsOf(revision: Revision, direction: "up" | "down"): Promise<Unit[]> {
  const units: Unit[] = [];
  const add = (step: number, work: Unit["work"], text: string) => {
    units.push({ number: units.length + 1, step, work, text, hash: hash(text) });
  };
  for (const [index, step] of revision[direction].entries()) {
    if (step.kind !== "sql") add(index + 1, step, stepText(step));
    else for (const statement of await classifyStatements(step.sql)) add(index + 1, statement, statement.sql);
  }
  return units;
}

function hash(text: string): string {
  return createHash("sha256").update(text.trim()).digest("hex");
}
