import { checksAbove, inheritedChecks, ownCheck } from "../../engine/index.ts";
import { definitionOf } from "../definition.ts";
import { tableIdOf } from "../transition.ts";
import { violations } from "./check.ts";
import type { PreflightRule } from "./rule.ts";

/** Rows of a table that gets a parent, which break a check of the parent. */
export const inheritance: PreflightRule = (operation, transition) => {
  if (operation.kind !== "AT_AddInherit") return [];
  const { from, to } = transition;
  const table = tableIdOf(transition, operation.table);
  const before = inheritedChecks(table, from);
  const isNew = (name: string) =>
    !before.has(name) && [from, to].every((facts) => ownCheck(name, table, facts) === undefined);
  return [...inheritedChecks(table, to)].filter(isNew).flatMap((name) => {
    const [check] = checksAbove(name, table, to);
    const definition =
      check === undefined || check.payload.validated !== true ? undefined : definitionOf(check);
    return definition === undefined ? [] : violations(transition, { table, name, ...definition });
  });
};
