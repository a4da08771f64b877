import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { splitTrait } from "../facts/complete-fact.ts";
import { editFacts } from "../facts/edit-facts.ts";
import { checksAbove, uncheckedBelow } from "../facts/inherited-check.ts";
import { tablesBelow } from "../facts/inherited-column.ts";
import type { TableId } from "../facts/partitions.ts";
import { isReplacedType } from "../facts/replaced-type.ts";
import { isView } from "../facts/view-columns.ts";
import { compareTraits } from "../traits/compare-traits.ts";
import { isColumn } from "./column-alter.ts";
import { keysOverNotNulls, primaryKeysOver, withColumnsBelow } from "./not-null-apart.ts";
import { indexesNotLikeTheWhole, indexesToDetach } from "./partition-indexes.ts";
import { isReplaceable } from "./replace-routine.ts";

/**
 * What PostgreSQL does not let stand while something it depends on is altered is dropped first and made again. The engine
 * does so for views, rules and policies; the rest is told to it as changed.
 */
export function markForRebuild(from: FactBase, to: FactBase): FactBase {
  const marked = new Map<string, Fact>();
  const mark = (id: StableId): boolean => {
    const fact = from.get(id);
    const attribute = fact === undefined ? undefined : definition(fact);
    const key = encodeId(id);
    if (fact === undefined || attribute === undefined || !to.has(id) || marked.has(key)) return false;
    marked.set(key, { ...fact, payload: { ...fact.payload, [attribute]: "to be made again" } });
    return true;
  };
  for (const id of [
    ...blockingRetyping(from, to),
    ...blockingPersistence(from, to),
    ...keysUnderNotNulls(from, to),
    ...indexesToDetach(from, to),
    ...indexesNotLikeTheWhole(from, to),
    ...sharedChecksLoosened(from, to),
    ...checksUnvalidated(from, to),
    ...checksOfNewTables(from, to),
  ])
    mark(id);
  const remade = from.facts().filter((fact) => isRemade(fact, to) || isReplacedType(fact, to));
  const pending = [...remade, ...marked.values()].map(({ id }) => id);
  const followed = new Set<string>();
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (followed.has(encodeId(id))) continue;
    followed.add(encodeId(id));
    for (const dependent of dependents(id, from)) {
      if (isOverlooked(dependent) ? mark(dependent) : isMadeAgain(dependent)) pending.push(dependent);
    }
  }
  return editFacts(from, { replace: [...marked.values()] });
}

function dependents(id: StableId, facts: FactBase): StableId[] {
  return facts.incomingEdges(id).flatMap((edge) => (edge.kind === "depends" ? [edge.from] : []));
}

/**
 * The type of a column can't be altered under a trigger's WHEN or UPDATE OF, a generated column, a BEGIN ATOMIC body, a list of
 * published columns, a filter of published rows. A foreign key, and a check or index over two columns that both get another type,
 * can't hold while only one of them has it.
 */
function blockingRetyping(from: FactBase, to: FactBase): StableId[] {
  const retyped = from.facts().filter((fact) => {
    const after = isColumn(fact) ? to.get(fact.id) : undefined;
    return after !== undefined && after.payload.type !== fact.payload.type;
  });
  const keys = new Set(retyped.map(({ id }) => encodeId(id)));
  return retyped
    .flatMap(({ id }) => dependents(id, from))
    .filter((id) => {
      if (["trigger", "function", "procedure", "column", "publicationRel"].includes(id.kind)) return true;
      if (id.kind !== "constraint" && id.kind !== "index") return false;
      const columns = from.outgoingEdges(id).filter((edge) => keys.has(encodeId(edge.to)));
      return columns.length > 1 || isForeignKey(from.get(id));
    })
    .concat(indexesOverRetypedRows(retyped, from), keysOverNotNulls(retyped, from, to));
}

/** NOT NULL goes from the tables below as well, where a primary key holds on to it. */
function keysUnderNotNulls(from: FactBase, to: FactBase): StableId[] {
  return from.facts().flatMap((column) => {
    const isLost = column.payload.notNull === true && to.get(column.id)?.payload.notNull === false;
    if (!isColumn(column) || !isLost) return [];
    return withColumnsBelow(column.id, from).flatMap((id) => primaryKeysOver(id, from));
  });
}

/** PostgreSQL fills such an index again from rows that it takes for the old row type while they are of the new one. */
function indexesOverRetypedRows(retyped: readonly Fact[], from: FactBase): StableId[] {
  const changed = retyped.flatMap(({ parent }) =>
    parent === undefined ? [] : [parent, ...tablesBelow(parent as TableId, from)],
  );
  const tables = new Set(changed.map(encodeId));
  return from.facts().flatMap(({ id, parent, payload }) => {
    const isOverRows = id.kind === "index" && /\.\*[),]/.test(String(payload.def));
    return isOverRows && parent !== undefined && tables.has(encodeId(parent)) ? [id] : [];
  });
}

/** A logged table can't refer to an unlogged one, whichever of the two changes first. */
function blockingPersistence(from: FactBase, to: FactBase): StableId[] {
  const isSwitched = (id: StableId) => {
    const [before, after] = [from.get(id), to.get(id)];
    return after !== undefined && before?.payload.persistence !== after.payload.persistence;
  };
  return from.facts().flatMap((fact) => {
    if (!isForeignKey(fact)) return [];
    const tables = from
      .outgoingEdges(fact.id)
      .map((edge) => (edge.to.kind === "column" ? from.get(edge.to)?.parent : edge.to));
    return tables.some((table) => table !== undefined && isSwitched(table)) ? [fact.id] : [];
  });
}

/** The engine makes a check NOT VALID by dropping it for a moment, of which a table and its parent have to think together. */
function sharedChecksLoosened(from: FactBase, to: FactBase): StableId[] {
  return from.facts().flatMap(({ id, payload, parent }) => {
    if (id.kind !== "constraint" || payload.type !== "c" || parent?.kind !== "table") return [];
    const shared = checksAbove(id.name, parent, from);
    const isLoosened = [{ id, payload }, ...shared].some(
      (check) => check.payload.validated === true && to.get(check.id)?.payload.validated === false,
    );
    return isLoosened && shared.length > 0 ? [id, ...shared.map((check) => check.id)] : [];
  });
}

/** See check-order.ts: it has to come after a table that is new below. */
function checksOfNewTables(from: FactBase, to: FactBase): StableId[] {
  return to.facts().flatMap((check) => {
    const isNewBelow = uncheckedBelow(check, to).some((table) => !from.has(table));
    return isNewBelow ? [check.id] : [];
  });
}

/** A check that a table has from a parent becomes NOT VALID, as it is there, with that of the parent alone. */
function checksUnvalidated(from: FactBase, to: FactBase): StableId[] {
  return compareTraits(from, to).flatMap(({ fact, trait, to: after }) => {
    const [name, part] = splitTrait(trait);
    if (name !== "validated check" || after !== undefined) return [];
    return checksAbove(part, fact.id as TableId, to).flatMap(({ id, payload }) =>
      payload.validated === true ? [] : [id],
    );
  });
}

function isForeignKey(fact: Fact | undefined): boolean {
  return fact?.id.kind === "constraint" && fact.payload.type === "f";
}

/** A view that changes, or a function that goes or that CREATE OR REPLACE can't change. */
export function isRemade(fact: Fact, to: FactBase): boolean {
  const { id, payload } = fact;
  if (id.kind !== "function" && !isView(id)) return false;
  const after = to.get(id);
  if (after === undefined) return true;
  return isView(id) ? after.payload.def !== payload.def : !isReplaceable(fact, after);
}

/** What the engine makes again with what it depends on. */
function isMadeAgain(id: StableId): boolean {
  return isView(id) || id.kind === "function" || id.kind === "procedure";
}

/** What the engine does not think of when something it depends on is made again. */
function isOverlooked({ kind }: StableId): boolean {
  return kind === "column" || kind === "aggregate";
}

/** An attribute that can't be altered in place. */
function definition({ id, payload }: Fact): string | undefined {
  switch (id.kind) {
    case "column":
      return payload.generatedExpr == null ? undefined : "generatedExpr";
    case "function":
    case "procedure":
      return "language";
    case "aggregate":
      return "sfunc";
    case "publicationRel":
      return "where";
    case "trigger":
    case "constraint":
    case "index":
      return "def";
    default:
      return undefined;
  }
}
