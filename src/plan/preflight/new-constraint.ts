import { checksAbove } from "../../engine/index.ts";
import type { Operation } from "../../sql/operations.ts";
import { type ConstraintDefinition, definitionOf } from "../definition.ts";
import { type TableId, type Transition, tableIdOf } from "../transition.ts";

export interface NewConstraint extends ConstraintDefinition {
  readonly table: TableId;
  readonly name: string;
}

/** The constraint that an operation checks against every row: one that it adds as valid, or that it validates. */
export function constraintChecked(operation: Operation, transition: Transition): NewConstraint | undefined {
  if (operation.kind !== "AT_AddConstraint" && operation.kind !== "AT_ValidateConstraint") return undefined;
  const table = tableIdOf(transition, operation.table);
  const { def, name = "" } = operation.command;
  if (operation.kind === "AT_AddConstraint") {
    const constraint = def !== undefined && "Constraint" in def ? def.Constraint : {};
    const isChecked = constraint.skip_validation !== true && constraint.is_enforced !== false;
    const { statement } = operation;
    return isChecked ? { table, name: constraint.conname ?? "", constraint, statement } : undefined;
  }
  const own = transition.to.get({ kind: "constraint", schema: table.schema, table: table.name, name });
  const [inherited] = checksAbove(name, table, transition.to);
  const fact = own ?? inherited;
  const definition = fact === undefined ? undefined : definitionOf(fact);
  return definition && { table, name, ...definition };
}
