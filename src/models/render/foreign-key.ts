import type { ForeignKey } from "drizzle-orm/pg-core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { type Casing, columnName, isUnnamed, tableName } from "../drizzle.ts";
import type { Rendered } from "../statement.ts";
import { renderColumnList } from "./constraint.ts";

/** As a statement of its own, to be run when all tables are there: foreign keys may form circles. */
export function renderForeignKey(key: ForeignKey, casing: Casing): Rendered {
  const { name, schema } = tableName(key.table);
  const { columns, foreignColumns, foreignTable, name: given } = key.reference();
  const target = tableName(foreignTable);
  const names = (list: typeof columns) => list.map((column) => columnName(column, casing));
  const keyName = given ?? `${[name, ...names(columns), target.name, ...names(foreignColumns)].join("_")}_fk`;
  const sql = [
    `ALTER TABLE ${quoteName(name, schema)} ADD CONSTRAINT ${quoteIdentifier(keyName)}`,
    `FOREIGN KEY ${renderColumnList(columns, casing)}`,
    `REFERENCES ${quoteName(target.name, target.schema)} ${renderColumnList(foreignColumns, casing)}`,
    ...action("ON UPDATE", key.onUpdate),
    ...action("ON DELETE", key.onDelete),
  ].join(" ");
  return { kind: "foreign key", schema, table: name, name: keyName, isUnnamed: isUnnamed(key), sql };
}

function action(when: string, what: string | undefined): string[] {
  return what === undefined || what === "no action" ? [] : [`${when} ${what.toUpperCase()}`];
}
