// Constraints as PostgreSQL prints them, read by its own parser.
import type { Constraint } from "libpg-query";
import type { Fact } from "../engine/index.ts";
import { findKeyword, readGroup } from "../sql/clause.ts";
import { operationsOf } from "../sql/operations.ts";
import type { ParsedStatement } from "../sql/parser.ts";

export interface ConstraintDefinition {
  readonly constraint: Constraint;
  /** What `constraint` was read from. */
  readonly statement: ParsedStatement;
}

/** The definition of a constraint of a table or a domain. */
export function definitionOf({ payload }: Fact): ConstraintDefinition | undefined {
  const [operation] = operationsOf(`ALTER TABLE it ADD ${payload.def}`);
  if (operation?.kind !== "AT_AddConstraint") return undefined;
  const { def } = operation.command;
  if (def === undefined || !("Constraint" in def)) return undefined;
  return { constraint: def.Constraint, statement: operation.statement };
}

/** The condition of a CHECK. */
export function checkOf({ constraint, statement }: ConstraintDefinition): string | undefined {
  if (constraint.contype !== "CONSTR_CHECK") return undefined;
  const start = findKeyword(statement.source, "CHECK", constraint.location ?? 0);
  return start === undefined ? undefined : readGroup(statement.source, start)?.items[0];
}
