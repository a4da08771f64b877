// What a migration renamed, as the renames of its way back: in a comparison of before and after they cannot be told from
// a drop and a create. Pure; the parser has to be loaded.
import type { Node, RangeVar } from "libpg-query";
import { qualified } from "../engine/index.ts";
import { namesOf } from "../sql/expression.ts";
import { tableName } from "../sql/operations.ts";
import { parseStatements } from "../sql/parser.ts";

/** As `--rename` takes them: `people:users`, `users.handle:users.nick`, `enum/feeling:enum/mood`. */
export function reverseRenames(steps: readonly string[]): string[] {
  const tables = new Map<string, string>();
  const originalOf = (name: string) => tables.get(name) ?? name;
  const parts: string[] = [];
  for (const { node } of steps.flatMap(parseStatements)) {
    if ("AlterEnumStmt" in node && node.AlterEnumStmt.oldVal !== undefined) {
      const { typeName, oldVal, newVal } = node.AlterEnumStmt;
      const type = typeOf(typeName);
      parts.push(`enum/${type}.${newVal}:enum/${type}.${oldVal}`);
    }
    if ("AlterObjectSchemaStmt" in node && node.AlterObjectSchemaStmt.objectType === "OBJECT_TABLE") {
      const { relation, newschema = "" } = node.AlterObjectSchemaStmt;
      const { full, name } = relationOf(relation);
      moveTable(tables, full, qualified(newschema, name));
    }
    if (!("RenameStmt" in node)) continue;
    const { renameType, relation, object, subname, newname = "" } = node.RenameStmt;
    const { schema, full } = relationOf(relation);
    if (renameType === "OBJECT_TABLE") {
      moveTable(tables, full, qualified(schema, newname));
    } else if (renameType === "OBJECT_COLUMN") {
      const table = originalOf(full);
      parts.push(`${table}.${newname}:${table}.${subname}`);
    } else if (renameType === "OBJECT_SCHEMA") {
      parts.push(`schema/${newname}:schema/${subname}`);
    } else if (renameType === "OBJECT_SEQUENCE") {
      parts.push(`sequence/${qualified(schema, newname)}:sequence/${full}`);
    } else if (renameType === "OBJECT_TYPE" && object !== undefined && "List" in object) {
      const old = typeOf(object.List.items);
      const home = old.includes(".") ? old.slice(0, old.indexOf(".")) : "public";
      parts.push(`enum/${qualified(home, newname)}:enum/${old}`);
    }
  }
  const moved = [...tables]
    .filter(([now, before]) => now !== before)
    .map(([now, before]) => `${now}:${before}`);
  return [...moved, ...parts];
}

function moveTable(tables: Map<string, string>, from: string, to: string): void {
  tables.set(to, tables.get(from) ?? from);
  tables.delete(from);
}

function relationOf(relation: RangeVar = {}): { schema: string; name: string; full: string } {
  const { schema = "public", name } = tableName(relation);
  return { schema, name, full: qualified(schema, name) };
}

function typeOf(names: readonly Node[] = []): string {
  const [first = "", second] = namesOf(names);
  return second === undefined ? first : qualified(first, second);
}
