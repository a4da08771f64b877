// What models say of objects that belong to somebody else.
import { namePattern } from "../sql/name-pattern.ts";
import type { Models } from "./load.ts";
import type { Statement } from "./statement.ts";

/** Tells the statements about what the models leave to others. Pure. */
export function toldOfOthers({ existing }: Pick<Models, "existing">): (statement: Statement) => boolean {
  const matchers = existing.map(namePattern);
  return ({ kind, name }) => matchers.some((matches) => matches(kind === "schema" ? `${name}.` : name));
}

/** What has to be there before the models' own objects are made. Pure. */
export function statementsOfOthers(models: Pick<Models, "statements" | "existing">): Statement[] {
  const isOfOthers = toldOfOthers(models);
  return models.statements.filter((statement) => statement.part !== true && isOfOthers(statement));
}
