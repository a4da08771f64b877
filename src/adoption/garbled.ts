// What drizzle-kit's pull reads wrongly: known beforehand, or found out by comparing. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "../engine/index.ts";

/**
 * What no drizzle-kit reads as it is: partitioned tables, partitions and inheritance (plain tables to it), exclusion
 * constraints (indexes to it), constraints that are NOT VALID, and names that would end the text they stand in.
 */
export function beyondDrizzle({ id, payload, parent }: Fact): boolean {
  if ("name" in id && parent?.kind !== "domain" && /["'\\`\n\r]|\$\{/.test(id.name)) return true;
  if (id.kind === "table") return payload.partitionKey !== null || payload.parentTable !== null;
  return id.kind === "constraint" && (payload.type === "x" || payload.validated === false);
}

/** Made as a whole, so that what is wrong is left out of the models and made in SQL instead. Others can be altered. */
const separable = new Set<StableId["kind"]>([
  "index",
  "policy",
  "view",
  "materializedView",
  "type",
  "constraint",
]);

/**
 * The encoded ids of what was built otherwise than it is. A foreign key is mended in SQL: relations stand on it. So is a
 * column, unless it has another name or none: no query of the model would find it.
 */
export function garbledFacts(built: FactBase, actual: FactBase): Set<string> {
  const wrong = built.facts().filter(({ id, payload }) => {
    if (id.kind === "table") return actual.has(id) && columnNames(id, built) !== columnNames(id, actual);
    if (!separable.has(id.kind) || payload.type === "f") return false;
    return !actual.has(id) || actual.hashOf(id) !== built.hashOf(id);
  });
  return new Set(wrong.map(({ id }) => encodeId(id)));
}

function columnNames(table: StableId, facts: FactBase): string {
  const names = facts.childrenOf(table).flatMap(({ id }) => (id.kind === "column" ? [id.name] : []));
  return JSON.stringify(names.sort());
}

/** The encoded ids of what goes by this path: `public.users`, `public.users_name_idx`, `public.users.own`. */
export function factsAt(facts: FactBase, path: string): Set<string> {
  const pathOf = ({ id }: Fact) =>
    "schema" in id && "name" in id
      ? [id.schema, ...("table" in id ? [id.table] : []), id.name].join(".")
      : "";
  const found = facts.facts().filter((fact) => pathOf(fact) === path);
  return new Set(found.map(({ id }) => encodeId(id)));
}

/** Those of the named parts of a table that can be made by themselves, or else of the table, the view, the type. */
export function factsNamed(facts: FactBase, name: string, parts: readonly string[]): Set<string> {
  const owners = facts
    .facts()
    .filter(
      ({ id }) =>
        "schema" in id && "name" in id && !("table" in id) && id.kind !== "index" && id.name === name,
    );
  const named = owners
    .flatMap((owner) => facts.childrenOf(owner.id))
    .filter(({ id }) => separable.has(id.kind) && "name" in id && parts.includes(id.name));
  return new Set((named.length > 0 ? named : owners).map(({ id }) => encodeId(id)));
}

/** Tables and views of extensions: they come with the extension. */
export function extensionRelations(facts: FactBase): string[] {
  return facts.edges.flatMap(({ from, kind }) =>
    kind === "memberOfExtension" &&
    ["table", "view", "materializedView"].includes(from.kind) &&
    "name" in from
      ? [from.name]
      : [],
  );
}
