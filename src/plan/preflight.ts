// Rows that a change would fail on, found before it touches anything.
import type { Action } from "../engine/index.ts";
import { operationsOf } from "../sql/operations.ts";
import { check } from "./preflight/check.ts";
import { columnType } from "./preflight/column-type.ts";
import { copiedRow } from "./preflight/copied-row.ts";
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
 * renames included. Pure; the parser must be loaded.
 */
export function preflightsOf({ sql, verb }: Action, transition: Transition): Preflight[] {
  const asked = verb === "drop" ? ofDropped : rules;
  return operationsOf(sql).flatMap((operation) => asked.flatMap((rule) => rule(operation, transition)));
}
