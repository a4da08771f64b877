// From what a revision file exports to a Revision. Written by hand: this runs for every file of every command, and
// loading a schema library would cost more than reading a thousand files.

import { basename } from "node:path";
import { VarveError } from "../errors.ts";
import type { Preflight, ReplacedRevision, RevisionStep } from "./declare.ts";
import { boundModels, stepTexts } from "./hash.ts";

/** A revision as the rest of Varve sees it: complete and checked. */
export interface Revision {
  readonly id: string;
  readonly revises: readonly string[];
  readonly message: string;
  readonly createdAt: string;
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly up: readonly RevisionStep[];
  readonly down: readonly RevisionStep[];
  /** Hash of the rendered models it was proven to reach; undefined when its steps were changed since. */
  readonly models: string | undefined;
  readonly preflight: readonly Preflight[];
  /** Those a squashed revision stands for, the oldest first. */
  readonly replaces: readonly ReplacedRevision[];
  /** Absolute path. */
  readonly file: string;
}

const keys = new Set(
  "id revises message createdAt labels dependsOn up down models preflight replaces".split(" "),
);

/** Errors: REVISION_NO_DEFAULT_EXPORT, REVISION_INVALID (all problems of the file in one), REVISION_ID_ILLEGAL. */
export function parseRevision(exported: unknown, file: string): Revision {
  const name = basename(file);
  if (!isRecord(exported)) {
    throw new VarveError("REVISION_NO_DEFAULT_EXPORT", {
      message: `${name} exports no revision by default.`,
      hint: "Write `export default revision({ … })`, or move the file out of the migrations folder.",
      details: { file },
    });
  }
  const problems = [
    ...Object.keys(exported).flatMap((key) => (keys.has(key) ? [] : [`${key} is not a field of a revision`])),
    ...["id", "message", "createdAt"].flatMap((key) => textProblem(exported, key)),
    ...["revises", "labels", "dependsOn"].flatMap((key) => textsProblem(exported, key, key !== "revises")),
    ...["up", "down"].flatMap((key) => stepsProblems(exported, key)),
    ...(exported.models === undefined ? [] : textProblem(exported, "models")),
    ...preflightProblems(exported),
    ...replacesProblems(exported),
  ];
  if (problems.length > 0) {
    throw new VarveError("REVISION_INVALID", {
      message: `${name} is not a valid revision:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
      hint: "docs/revisions.md shows every field.",
      details: { file, problems },
    });
  }
  const definition = exported as unknown as Revision;
  assertLegalName(definition.id, `The id of ${name}`, { file });
  for (const label of definition.labels ?? []) assertLegalName(label, `A label of ${name}`, { file });
  return Object.freeze({
    ...definition,
    labels: definition.labels ?? [],
    dependsOn: definition.dependsOn ?? [],
    models: boundModels(definition.models, stepTexts(definition)),
    preflight: definition.preflight ?? [],
    replaces: definition.replaces ?? [],
    file,
  });
}

const reserved = new Set(["head", "heads", "base", "current"]);

/**
 * Ids and labels are letters, digits, `_` and `.`, at most 100 of them, and no word of the target grammar; so `@`, `+`,
 * `-` and `:` always mean a move, a branch or a range. Error: REVISION_ID_ILLEGAL.
 */
export function assertLegalName(name: string, what: string, details: Record<string, unknown> = {}): void {
  if (/^[\p{L}\p{N}_.]{1,100}$/u.test(name) && !reserved.has(name)) return;
  throw new VarveError("REVISION_ID_ILLEGAL", {
    message: `${what} is ${JSON.stringify(name)}, which is ${reserved.has(name) ? "a reserved word" : "not allowed"}.`,
    hint: "Use letters, digits, _ and . (at most 100), and none of head, heads, base and current.",
    details: { ...details, name },
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textProblem(record: Record<string, unknown>, key: string, path = key): string[] {
  const value = record[key];
  if (typeof value !== "string") return [`${path} must be a text`];
  if (key === "createdAt" && Number.isNaN(Date.parse(value)))
    return [`${path} must be a time such as 2026-11-22T10:30:00Z`];
  return [];
}

function textsProblem(record: Record<string, unknown>, key: string, optional: boolean): string[] {
  const value = record[key];
  if (value === undefined && optional) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) {
    return [`${key} must be a list of texts${key === "revises" ? " ([] for a base)" : ""}`];
  }
  return new Set(value).size === value.length ? [] : [`${key} names one twice`];
}

function stepsProblems(record: Record<string, unknown>, key: string): string[] {
  const steps = record[key];
  if (!Array.isArray(steps)) return [`${key} must be a list of steps`];
  return steps.flatMap((step: unknown, index) => (isStep(step) ? [] : [`${key}[${index}] is not a step`]));
}

function isStep(step: unknown): boolean {
  if (!isRecord(step)) return false;
  if (step.kind === "sql") return typeof step.sql === "string";
  if (step.kind === "run") return typeof step.run === "function";
  return step.kind === "backfill" && isBackfill(step);
}

function isBackfill({ table, set, where, batchSize, pauseMs, maxLagMs }: Record<string, unknown>): boolean {
  return (
    typeof table === "string" &&
    isRecord(set) &&
    Object.keys(set).length > 0 &&
    Object.values(set).every((value) => typeof value === "string") &&
    (where === undefined || typeof where === "string") &&
    (batchSize === undefined || (Number.isInteger(batchSize) && Number(batchSize) > 0)) &&
    [pauseMs, maxLagMs].every((ms) => ms === undefined || (typeof ms === "number" && ms >= 0))
  );
}

function preflightProblems({ preflight }: Record<string, unknown>): string[] {
  if (preflight === undefined) return [];
  if (!Array.isArray(preflight)) return ["preflight must be a list"];
  return preflight.flatMap((query: unknown, index) =>
    isRecord(query)
      ? preflightKeys(query).flatMap((key) => textProblem(query, key, `preflight[${index}].${key}`))
      : [`preflight[${index}] must have message, sql and hint`],
  );
}

function preflightKeys({ prepare }: Record<string, unknown>): string[] {
  return ["message", ...(prepare === undefined ? [] : ["prepare"]), "sql", "hint"];
}

function replacesProblems({ replaces, up, down }: Record<string, unknown>): string[] {
  if (replaces === undefined) return [];
  if (!Array.isArray(replaces)) return ["replaces must be a list"];
  const parts = replaces.filter(isRecord);
  const isPart = ({ id, up: ups, down: downs }: Record<string, unknown>) =>
    typeof id === "string" && Number.isInteger(ups) && Number.isInteger(downs);
  if (parts.length < replaces.length || !parts.every(isPart)) return ["replaces must hold { id, up, down }"];
  const sum = (key: "up" | "down") => parts.reduce((total, part) => total + Number(part[key]), 0);
  const fits = (key: "up" | "down", steps: unknown) => Array.isArray(steps) && sum(key) === steps.length;
  return fits("up", up) && fits("down", down) ? [] : ["replaces does not add up to the steps of up and down"];
}
