// Rows that a change would fail on, found before it touches anything.
import type { Action } from "../engine/index.ts";
import { operationsOf } from "../sql/operations.ts";
import { check } from "./preflight/check.ts";
import { columnType } from "./preflight/column-type.ts";
import { copiedRow } from "./preflight/copied-row.ts";
import { creationsOf } from "./preflight/creations.ts";
import { detachment } from "./preflight/detachment.ts";
import { domainConstraint } from "./preflight/domain.ts";
import { exclusion } from "./preflight/exclusion.ts";
import { foreignKey } from "./preflight/foreign-key.ts";
import { inheritance } from "./preflight/inheritance.ts";
import { newColumn } from "./preflight/new-column.ts";
import { notNull } from "./preflight/not-null.ts";
import { partition } from "./preflight/partition.ts";
import { placement } from "./preflight/placement.ts";
import type { Preflight, PreflightRule } from "./preflight/rule.ts";
import { server } from "./preflight/server.ts";
import { unique } from "./preflight/unique.ts";
import type { Transition } from "./transition.ts";

export type { Preflight };

const rules: readonly PreflightRule[] = [
  notNull,
  newColumn,
  columnType,
  check,
  domainConstraint,
  unique,
  exclusion,
  foreignKey,
  partition,
  detachment,
  inheritance,
  copiedRow,
  placement,
];

const ofDropped: readonly PreflightRule[] = [server];

/**
 * The queries that find the rows one action would fail on; they are written for the schema before the whole change,
 * renames included, and bring what they need of the schema after. Pure; the parser must be loaded.
 */
export function preflightsOf({ sql, verb, creates, uses }: Action, transition: Transition): Preflight[] {
  const asked = verb === "drop" ? ofDropped : rules;
  const found = operationsOf(sql).flatMap((operation) =>
    asked.flatMap((rule) => rule(operation, transition)),
  );
  const creations = found.length === 0 ? [] : creationsOf(transition, [...creates, ...uses]);
  if (creations.length === 0) return found;
  return found.map(({ message, prepare, ...query }) => ({
    message,
    prepare: [...creations, ...(prepare === undefined ? [] : [prepare])].join(";\n"),
    ...query,
  }));
}
