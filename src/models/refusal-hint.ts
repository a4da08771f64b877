// What to do about a model that PostgreSQL refuses.
import type { DatabaseError } from "pg";
import { extensionOf } from "./extension-of.ts";
import { missingName } from "./missing-name.ts";
import type { Statement } from "./statement.ts";

const ofSomebodyElse =
  'If it is somebody else\'s, name it by an object that you need not export, such as pgSchema("auth").table(…); if you wrote it in SQL, add the .sql file to "models".';

/** By SQLSTATE. */
const hints: Readonly<Record<string, string>> = {
  "3F000": ofSomebodyElse,
  "42P01": ofSomebodyElse,
  "42830":
    "A foreign key points to a primary key, or to columns that are unique together: .unique(), unique().on(…).",
};

export function hintOf({ kind }: Statement, error: DatabaseError): string {
  const { code, message, hint } = error;
  if (code === "42701") return columnHint(kind, message);
  if (code === "23505" && kind === "enum")
    return "One of its values stands there twice: leave one of the two out.";
  if (code === "42P16" && message.startsWith("multiple primary keys")) {
    return "A key of several columns is primaryKey({ columns: […] }), without .primaryKey() of the columns.";
  }
  if (code === "42704" && message.startsWith("role ")) {
    return `Create the role on the server, or export it: pgRole("…").`;
  }
  const isMissing = code === "42704" || code === "42883";
  const extension = isMissing ? (extensionOf(missingName(error)) ?? extensionForTypes(message)) : undefined;
  if (extension !== undefined) {
    return `The extension ${extension} brings it: export pgExtension("${extension}") of varve/models from a model file, or create it in the database.`;
  }
  if (message.startsWith("operator class ")) {
    return "Correct .op(…), or leave it out where it is the column type's own: drizzle-kit pull mixes up those of several columns.";
  }
  if (!isMissing) return hints[code ?? ""] ?? hint ?? "Change the model so that PostgreSQL accepts it.";
  return `If an extension brings it, export pgExtension("…") of varve/models from a model file; if you wrote it in SQL, declare it there or add the .sql file to "models".`;
}

function columnHint(kind: string, message: string): string {
  if (/view/.test(kind))
    return 'Drizzle selects a column under its own name: give one of the two another, as in sql`…`.as("other_id").';
  if (message.includes("system column"))
    return "Every table of PostgreSQL has a column of that name already: give yours another one.";
  return "Two properties of the model stand for one column: give one of them another name, or remove it.";
}

/** Numbers, texts and dates in an index that is made for other things: `data type integer has no default operator class for access method "gin"`. */
function extensionForTypes(message: string): string | undefined {
  const [, method] =
    /^data type .* has no default operator class for access method "(gin|gist)"$/.exec(message) ?? [];
  return method === undefined ? undefined : `btree_${method}`;
}
