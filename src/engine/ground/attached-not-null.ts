// A partition that was attached keeps the name of its own NOT NULL (PostgreSQL 18), one that is created as a partition has its
// parent's. No statement changes it while the table is a partition, so it is no difference; but it counts once it is none. Pure.
import type { FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { partsWith, traitsOf } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import type { TableId, TableName } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";

/** A copy of the schema gets these names, since the partition may be detached there. */
export function keepNotNullNames(actions: readonly Action[], to: FactBase): Action[] {
  return actions.flatMap((action) => [action, ...action.creates.flatMap((id) => attachAgain(id, to))]);
}

function attachAgain(id: Action["creates"][number], to: FactBase): Action[] {
  const fact = to.get(id);
  const renames = partsWith("attached not null", fact).map(([, names]) => {
    const [inherited, own] = JSON.parse(names) as [string, string];
    return `RENAME CONSTRAINT ${quoteIdentifier(inherited)} TO ${quoteIdentifier(own)}`;
  });
  if (fact === undefined || renames.length === 0) return [];
  const [table, parent] = [id, fact.payload.parentTable as unknown as TableName].map(quotedName);
  return [
    `ALTER TABLE ${parent} DETACH PARTITION ${table}`,
    ...renames.map((rename) => `ALTER TABLE ${table} ${rename}`),
    `ALTER TABLE ${parent} ATTACH PARTITION ${table} ${fact.payload.partitionBound}`,
  ].map((sql) => toAction(statement(sql, id)));
}

/** The schema after, in which partitions that are detached only for a while keep their names. */
export function withNamesKept(after: FactBase, before: FactBase, tables: readonly TableId[]): FactBase {
  const columns = tables.flatMap((table) => after.childrenOf(table)).filter(({ id }) => id.kind === "column");
  const replace = columns.flatMap((fact) => {
    const [name, other] = [fact, before.get(fact.id)].map((each) => traitsOf(each)["not null name"]);
    if (name === undefined || other === undefined || name === other) return [];
    const traits = { ...traitsOf(fact), "not null name": other };
    return [{ ...fact, payload: { ...fact.payload, _traits: traits } }];
  });
  return editFacts(after, { replace });
}
