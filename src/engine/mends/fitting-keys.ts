import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { grouped } from "../../by-key.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { referringKeys } from "../facts/referring-keys.ts";

/**
 * A foreign key hangs on one of the keys over the columns that it refers to: on the one that was there first when it was made
 * (transformFkeyCheckAttrs in tablecmds.c). A copy of the schema, and another database with the same one, may have it hang on
 * another. So where one of them goes, it is taken for the one.
 */
export function leanOnEachKey(from: FactBase, to: FactBase): FactBase {
  const going = from.facts().filter((fact) => columnsOf(fact) !== undefined && !isKept(fact, to));
  if (going.length === 0) return from;
  const keysOf = grouped(going.map((key) => [parentOf(key), key] as const));
  const addEdges = [...referringKeys(from)].flatMap(([table, references]) =>
    references.flatMap((reference) =>
      (keysOf.get(table) ?? [])
        .filter((key) => columnsOf(key) === referredColumns(reference))
        .map((key) => ({ from: reference.id, to: key.id, kind: "depends" as const })),
    ),
  );
  return editFacts(from, { addEdges });
}

function isKept({ id, payload }: Fact, to: FactBase): boolean {
  return to.get(id)?.payload.def === payload.def;
}

function parentOf({ parent }: Fact): string {
  return parent === undefined ? "" : encodeId(parent);
}

/** Of what a foreign key can refer to: a primary key, a unique constraint, a unique index of every row over nothing but columns. */
function columnsOf({ id, payload }: Fact): string | undefined {
  if (id.kind !== "constraint" && id.kind !== "index") return undefined;
  const columns =
    /^(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?|CREATE UNIQUE INDEX .* USING btree) \(([^()]*)\)(?!.* (?:WHERE|DEFERRABLE)\b)/s;
  return sorted(columns.exec(String(payload.def))?.[1]);
}

function referredColumns({ payload }: Fact): string | undefined {
  return sorted(/ REFERENCES [^(]*\(([^()]*)\)/.exec(String(payload.def))?.[1]);
}

function sorted(list: string | undefined): string | undefined {
  return list?.split(", ").sort().join(", ");
}
