// What an index is apart from its name and table.
import type { Fact } from "@supabase/pg-delta/core";
import { indexOfUnquoted, replaceUnquoted } from "../../sql/quoted.ts";

/** ` USING btree (a DESC)` and all that follows. */
export function shapeOf(definition: string): string {
  return definition.slice(indexOfUnquoted(definition, " USING "));
}

export function isSameIndex({ payload }: Fact, shape: string): boolean {
  return shapeOf(String(payload.def)) === shape;
}

/**
 * Whether PostgreSQL takes an index of a partition for that of the parent, when this one is made: the order of its columns and its
 * options are no matter (CompareIndexInfo in index.c). That of a constraint takes none but that of a constraint (DefineIndex in indexcmds.c).
 */
export function mayBeTaken(own: Fact, index: Fact): boolean {
  if (index.id.kind === "constraint" && own.id.kind !== "constraint") return false;
  const [one, other] = [own, index].map(definitionOf);
  return (
    one !== undefined &&
    other !== undefined &&
    isUnique(one) === isUnique(other) &&
    unordered(one) === unordered(other)
  );
}

/** That of the index behind a primary key or unique constraint is told by the constraint's. */
function definitionOf({ id, payload }: Fact): string | undefined {
  const definition = String(payload.def);
  if (id.kind === "index") return definition;
  const [, distinct, columns] =
    /^(?:PRIMARY KEY|UNIQUE( NULLS NOT DISTINCT)?) (\(.*?)(?: DEFERRABLE.*)?$/.exec(definition) ?? [];
  if (id.kind !== "constraint" || columns === undefined) return undefined;
  return `CREATE UNIQUE INDEX USING btree ${columns}${distinct ?? ""}`;
}

function isUnique(definition = ""): boolean {
  return definition.startsWith("CREATE UNIQUE");
}

function unordered(definition = ""): string {
  const options = " (?:ASC|DESC)\\b| NULLS (?:FIRST|LAST)\\b| WITH \\([^)]*\\)";
  return replaceUnquoted(shapeOf(definition), options, () => "");
}
