import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { editFacts } from "../edit-facts.ts";
import { isColumn } from "./column-alter.ts";

/**
 * PostgreSQL refuses to alter the type of a column that a trigger's WHEN or UPDATE OF, a generated column, a BEGIN ATOMIC body
 * or a publication's WHERE mentions, and to drop a function that a generated column or an aggregate calls; a foreign key, a
 * check or an index over two columns that both get another type can't be kept while only one has it. The engine rebuilds
 * views, rules and policies. What it leaves standing is told to it as changed, so that it is dropped first and made again.
 */
export function markForRebuild(from: FactBase, to: FactBase): FactBase {
  const retyped = from
    .facts()
    .filter(isColumn)
    .filter(({ id, payload }) => {
      const type = to.get(id)?.payload.type;
      return type !== undefined && type !== payload.type;
    });
  const replaced = from.facts().filter((fact) => isRemade(fact, to));
  const marked = new Map<string, Fact>();
  const mark = (id: StableId): boolean => {
    const fact = from.get(id);
    const attribute = fact === undefined ? undefined : definition(fact);
    const key = encodeId(id);
    if (fact === undefined || attribute === undefined || !to.has(id) || marked.has(key)) return false;
    marked.set(key, { ...fact, payload: { ...fact.payload, [attribute]: "to be made again" } });
    return true;
  };
  const retypedKeys = new Set(retyped.map(({ id }) => encodeId(id)));
  for (const { id } of retyped) {
    for (const { from: dependent } of from.incomingEdges(id)) {
      if (blocksRetyping(dependent, from, retypedKeys)) mark(dependent);
    }
  }
  const pending = [...replaced.map(({ id }) => id), ...[...marked.values()].map(({ id }) => id)];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const { from: dependent } of from.incomingEdges(id)) {
      if (isOverlooked(dependent) && mark(dependent)) pending.push(dependent);
    }
  }
  return marked.size === 0 ? from : editFacts(from, { replace: marked });
}

function isRemade({ id, payload }: Fact, to: FactBase): boolean {
  const after = to.get(id)?.payload;
  if (id.kind === "aggregate") return after === undefined;
  if (id.kind !== "function" || after === undefined) return false;
  return (["returnType", "argSignature", "language", "isWindow"] as const).some(
    (key) => after[key] !== payload[key],
  );
}

function blocksRetyping(id: StableId, from: FactBase, retyped: ReadonlySet<string>): boolean {
  switch (id.kind) {
    case "trigger":
    case "function":
    case "procedure":
    case "publication":
      return true;
    case "column":
      return true;
    case "constraint":
      return from.get(id)?.payload.type === "f" || columnsOf(id, from, retyped) > 1;
    case "index":
      return columnsOf(id, from, retyped) > 1;
    default:
      return false;
  }
}

/** Of how many of these columns something is made. */
function columnsOf(id: StableId, from: FactBase, columns: ReadonlySet<string>): number {
  return from.outgoingEdges(id).filter((edge) => columns.has(encodeId(edge.to))).length;
}

/** What the engine does not think of when it makes again what depends on something made again. */
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
    case "trigger":
    case "constraint":
    case "index":
      return "def";
    default:
      return undefined;
  }
}
