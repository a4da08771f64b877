// The hazards of a step, told from its statement and the schemas around it.
import type { Action } from "../engine/index.ts";
import { operationsOf } from "../sql/operations.ts";
import type { Hazard, HazardRule } from "./hazard.ts";
import { columnType } from "./hazards/column-type.ts";
import { domainConstraint } from "./hazards/domain.ts";
import { dropHazards, lossHazards } from "./hazards/drop.ts";
import { leftOutHazards } from "./hazards/left-out.ts";
import { newColumn } from "./hazards/new-column.ts";
import { newConstraint } from "./hazards/new-constraint.ts";
import { newIndex } from "./hazards/new-index.ts";
import { notNull } from "./hazards/not-null.ts";
import { newPartition, persistence, rowSecurity } from "./hazards/whole-table.ts";
import type { Preflight } from "./preflight/rule.ts";
import type { Transition } from "./transition.ts";

const rules: readonly HazardRule[] = [
  columnType,
  domainConstraint,
  newColumn,
  newConstraint,
  newIndex,
  newPartition,
  notNull,
  persistence,
  rowSecurity,
];

/** Pure; the parser must be loaded. */
export function hazardsOf(action: Action, transition: Transition): Hazard[] {
  if (action.verb === "drop") return dropHazards(action, transition);
  const operations = operationsOf(action.sql);
  return [
    ...lossHazards(action, transition),
    ...leftOutHazards(action, transition),
    ...operations.flatMap((operation) => rules.flatMap((rule) => rule(operation, transition))),
  ];
}

/** A step that rows can stop. */
export function rowsInTheWay({ message, hint }: Preflight, object: string): Hazard {
  return { code: "ROWS_IN_THE_WAY", severity: "warning", object, message: `Fails if ${message}.`, hint };
}
