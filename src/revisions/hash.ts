import { createHash } from "node:crypto";
import type { RevisionStep } from "./declare.ts";

/** The steps of a revision as text: what is hashed, kept in the history and shown when a file was edited. */
export interface StepTexts {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

interface Steps {
  readonly up: readonly RevisionStep[];
  readonly down: readonly RevisionStep[];
}

/** Layout of the file, id, message and parents are no part of it. */
export function stepTexts({ up, down }: Steps): StepTexts {
  return { up: up.map(stepText), down: down.map(stepText) };
}

/** SHA-256 over the steps, in hexadecimal digits. */
export function hashSteps(steps: Steps): string {
  return hashTexts(stepTexts(steps));
}

function hashTexts({ up, down }: StepTexts): string {
  return createHash("sha256").update(JSON.stringify({ up, down })).digest("hex");
}

/** The hash of the models a revision was proven to reach, tied to the steps that were proven. */
export function bindModels(models: string, steps: StepTexts): string {
  return `${models}:${hashTexts(steps).slice(0, 16)}`;
}

/** The hash of the models, unless the steps were changed since they were proven to reach them. */
export function boundModels(bound: string | undefined, steps: StepTexts): string | undefined {
  const models = bound?.slice(0, bound.lastIndexOf(":"));
  return models !== undefined && bindModels(models, steps) === bound ? models : undefined;
}

/** One step as text. Code is the source of the function; see runner/edited.ts for what counts as the same code. */
export function stepText(step: RevisionStep): string {
  if (step.kind === "sql") return step.sql.replaceAll("\r\n", "\n").trim();
  if (step.kind === "run") return `run: ${step.run.toString()}`;
  const { table, set, where, batchSize, pauseMs, maxLagMs } = step;
  return `backfill: ${JSON.stringify({ table, set, where, batchSize, pauseMs, maxLagMs }, null, 1)}`;
}
