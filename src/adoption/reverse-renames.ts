// What a migration renamed, as the renames of its way back: in a comparison of before and after they cannot be told from
// a drop and a create. Pure; the parser has to be loaded.
import { qualified } from "../engine/index.ts";
import { parseStatements } from "../sql/parser.ts";

type Tree = Readonly<Record<string, unknown>>;

/** As `--rename` takes them: `people:users`, `users.handle:users.nick`, `enum/feeling:enum/mood`. */
export function reverseRenames(steps: readonly string[]): string[] {
  const tables = new Map<string, string>();
  const originalOf = (name: string) => tables.get(name) ?? name;
  const parts: string[] = [];
  for (const { kind, node } of steps.flatMap(parseStatements)) {
    const tree = (node as unknown as Record<string, Tree>)[kind] ?? {};
    if (kind === "AlterEnumStmt" && typeof tree.oldVal === "string") {
      const type = typeName(tree.typeName);
      parts.push(`enum/${type}.${tree.newVal}:enum/${type}.${tree.oldVal}`);
    }
    if (kind === "AlterObjectSchemaStmt" && tree.objectType === "OBJECT_TABLE") {
      const { name, local } = tableName(tree.relation);
      moveTable(tables, name, qualified(String(tree.newschema), local));
    }
    if (kind !== "RenameStmt") continue;
    const newName = String(tree.newname);
    if (tree.renameType === "OBJECT_TABLE") {
      const { name, schema } = tableName(tree.relation);
      moveTable(tables, name, qualified(schema, newName));
    } else if (tree.renameType === "OBJECT_COLUMN") {
      const table = originalOf(tableName(tree.relation).name);
      parts.push(`${table}.${newName}:${table}.${tree.subname}`);
    } else if (tree.renameType === "OBJECT_SCHEMA") {
      parts.push(`schema/${newName}:schema/${tree.subname}`);
    } else if (tree.renameType === "OBJECT_SEQUENCE") {
      const { name, schema } = tableName(tree.relation);
      parts.push(`sequence/${qualified(schema, newName)}:sequence/${name}`);
    } else if (tree.renameType === "OBJECT_TYPE") {
      const old = typeName((tree.object as { List?: { items?: unknown } } | undefined)?.List?.items);
      const schema = old.includes(".") ? old.slice(0, old.indexOf(".")) : "public";
      parts.push(`enum/${qualified(schema, newName)}:enum/${old}`);
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

function tableName(relation: unknown): { schema: string; local: string; name: string } {
  const { schemaname: schema = "public", relname: local = "" } = (relation ?? {}) as Record<string, string>;
  return { schema, local, name: qualified(schema, local) };
}

function typeName(items: unknown): string {
  const names = ((items ?? []) as { String?: { sval?: string } }[]).map(
    ({ String: text }) => text?.sval ?? "",
  );
  return names.length > 1 ? qualified(names[0] ?? "", names[1] ?? "") : (names[0] ?? "");
}
