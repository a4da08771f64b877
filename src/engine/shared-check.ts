import type { FactBase } from "./catalog.ts";
import { parentsOf } from "./inherited-column.ts";
import type { TableName } from "./partitions.ts";

/** Whether a check of the table is its parent's too: it has the name that it has there. */
export function isSharedCheck(name: string, table: TableName, facts: FactBase): boolean {
  return parentsOf(table, facts).some(
    (parent) =>
      facts.has({ kind: "constraint", schema: parent.schema, table: parent.name, name }) ||
      isSharedCheck(name, parent, facts),
  );
}
