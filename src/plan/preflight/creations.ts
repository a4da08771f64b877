// What a query before the change lacks, because it comes with the change: the types and functions that it speaks of.
import { encodeId, type FactBase, formatSql, type StableId } from "../../engine/index.ts";
import type { Transition } from "../transition.ts";

/** The statements by which the change makes what these objects stand on, in order. No tables: they have no rows to ask for. */
export function creationsOf({ from, to, actions }: Transition, ids: readonly StableId[]): string[] {
  const needed = neededBy(ids, to).filter(isDefinition);
  const made = new Set(needed.filter((id) => !from.has(id)).map(encodeId));
  const replaced = new Set(
    needed
      .filter((id) => isRoutine(id) && from.has(id) && from.rollupOf(id) !== to.rollupOf(id))
      .map(encodeId),
  );
  const isIn = (set: ReadonlySet<string>, id: StableId) => set.has(encodeId(id));
  return actions
    .filter(
      ({ sql, verb, creates, uses }) =>
        creates.some((id) => isIn(made, id)) ||
        (sql.startsWith("CREATE OR REPLACE") && [...creates, ...uses].some((id) => isIn(replaced, id))) ||
        // An operator.
        (verb === "create" && creates.length === 0 && uses.some((id) => isIn(made, id))),
    )
    .map(({ sql }) => formatSql(sql));
}

/** The objects, and all that they stand on by way of schemas, types and functions. */
export function neededBy(ids: readonly StableId[], facts: FactBase): StableId[] {
  const needed = new Map<string, StableId>();
  const add = (id: StableId): void => {
    if (!facts.has(id) || needed.has(encodeId(id))) return;
    needed.set(encodeId(id), id);
    if (isDefinition(id)) addNeeds(id);
  };
  const addNeeds = (id: StableId): void => {
    const isType = id.kind === "type" || id.kind === "domain";
    const parts = isType && facts.has(id) ? facts.childrenOf(id).map((part) => part.id) : [];
    for (const part of [id, ...parts]) for (const edge of facts.outgoingEdges(part)) add(edge.to);
  };
  for (const id of ids) {
    add(id);
    addNeeds(id);
  }
  return [...needed.values()];
}

function isDefinition(id: StableId): boolean {
  return isRoutine(id) || id.kind === "schema" || id.kind === "type" || id.kind === "domain";
}

function isRoutine(id: StableId): boolean {
  return "args" in id;
}
