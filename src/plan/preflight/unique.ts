import { describeId, type FactBase } from "../../engine/index.ts";
import { inParentheses } from "../../sql/clause.ts";
import { type Operation, tableName } from "../../sql/operations.ts";
import { parseStatements } from "../../sql/parser.ts";
import { definitionOf } from "../definition.ts";
import { columnsOfKey, indexKeyOf, type Key, uniqueKeyOf } from "../key.ts";
import { partsOf, type TableId, type Transition, tableIdOf } from "../transition.ts";
import { comesEmpty, keepsValues } from "./future-value.ts";
import { constraintChecked } from "./new-constraint.ts";
import { rowsOf, selectRows } from "./rows.ts";
import { nameBefore, type Preflight, type PreflightRule } from "./rule.ts";

/** A unique constraint or index over rows that are alike. */
export const unique: PreflightRule = (operation, transition) => {
  const added = newKey(operation, transition);
  if (added === undefined || isHeld(transition, added)) return [];
  return duplicatesIn(transition, added);
};

export interface KeyOfTable {
  readonly table: TableId;
  readonly name: string;
  readonly key: Key;
}

function newKey(operation: Operation, transition: Transition): KeyOfTable | undefined {
  const added = constraintChecked(operation, transition);
  const key = added && uniqueKeyOf(added.constraint);
  if (added !== undefined && key !== undefined) return { table: added.table, name: added.name, key };
  if (operation.kind !== "statement" || !("IndexStmt" in operation.node)) return undefined;
  const index = operation.node.IndexStmt;
  const indexKey = indexKeyOf(index, operation.statement);
  if (index.relation === undefined || indexKey === undefined) return undefined;
  const table = tableIdOf(transition, tableName(index.relation));
  return { table, name: index.idxname ?? "", key: indexKey };
}

/** Every row that has its key in common with another. */
export function duplicatesIn(transition: Transition, { table, name, key }: KeyOfTable): Preflight[] {
  const { elements, predicate, nullsAreEqual } = key;
  const isExempt = elements.some(
    ({ column }) => column !== undefined && comesEmpty(transition, table, column),
  );
  const rows = rowsOf(transition, table, columnsOfKey(key), { only: true });
  if (rows === undefined || (isExempt && !nullsAreEqual)) return [];
  const expressions = elements.map(({ sql }) => sql);
  const conditions = [
    ...(nullsAreEqual ? [] : expressions.map((sql) => `${sql} IS NOT NULL`)),
    ...(predicate === undefined ? [] : [inParentheses(predicate)]),
  ];
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const count = `count(*) OVER (PARTITION BY ${expressions.join(", ")})`;
  const counted = `(SELECT ${rows.key} AS key, ${count} AS alike FROM ${rows.from}${where})`;
  return [
    {
      message: `${nameBefore(transition, table)} has rows that ${name} allows only once`,
      sql: selectRows({ key: "key", from: `${counted} AS rows` }, "alike > 1"),
      hint: `Delete, merge or change the rows that have ${expressions.join(", ")} in common first.`,
    },
  ];
}

/** True when the rows are unique already by a key that the table has. */
function isHeld(transition: Transition, { table, key }: KeyOfTable): boolean {
  if (key.nullsAreEqual || !columnsOfKey(key).every((name) => keepsValues(transition, table, name)))
    return false;
  const wanted = new Set(key.elements.map(({ sql }) => sql));
  return keysOf(transition.from, table).some(
    ({ key: held }) =>
      (held.predicate === undefined || held.predicate === key.predicate) &&
      held.elements.every(({ sql }) => wanted.has(sql)),
  );
}

/** What is unique in a table. */
export function keysOf(facts: FactBase, table: TableId): KeyOfTable[] {
  const constraints = partsOf(facts, table, "constraint").flatMap((fact) => {
    const definition = definitionOf(fact);
    const key = definition && uniqueKeyOf(definition.constraint);
    return key === undefined ? [] : [{ table, name: describeId(fact.id), key }];
  });
  const indexes = partsOf(facts, table, "index").flatMap(({ id, payload }) => {
    const [statement] = payload.valid === true ? parseStatements(String(payload.def)) : [];
    if (statement === undefined || !("IndexStmt" in statement.node)) return [];
    const key = indexKeyOf(statement.node.IndexStmt, statement);
    return key === undefined ? [] : [{ table, name: describeId(id), key }];
  });
  return [...constraints, ...indexes];
}
