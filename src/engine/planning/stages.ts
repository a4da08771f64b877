// The engine's plan, and the one way round a circle that it refuses. Pure.
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { type Action, plan } from "@supabase/pg-delta/plan";
import { editFacts } from "../facts/edit-facts.ts";
import { withEnumValues } from "../facts/enum-values.ts";
import { withoutCommentsGone, withoutCommentsOnMade } from "./comments-gone.ts";
import { withFoundations } from "./foundations.ts";

/** Throws the engine's own error where there is no order. */
export function planStages(from: FactBase, to: FactBase): Action[] {
  try {
    return planStage(from, to);
  } catch (error) {
    const [old, next] = [cutOf(from, to), cutOf(to, from)];
    if (!isCircle(error) || old.length + next.length === 0) throw error;
    const [start, end] = [editFacts(from, { remove: old }), editFacts(to, { remove: next })];
    return [...planStage(from, start), ...planStage(start, end), ...planStage(end, to)];
  }
}

function planStage(from: FactBase, to: FactBase): Action[] {
  const assumedRoles = [...new Set([from, to].flatMap(rolesNamedIn))];
  const between = (start: FactBase, end: FactBase) =>
    start === end ? [] : plan(start, end, { assumedRoles }).actions;
  const silent = withoutCommentsGone(from, to);
  const founded = withFoundations(withEnumValues(silent, to), to);
  const actions = [...between(silent, founded), ...plan(founded, to, { assumedRoles }).actions];
  return [...withoutCommentsOnMade(between(from, silent), actions), ...actions];
}

function isCircle(error: unknown): boolean {
  return (error as Error).message.startsWith("dependency cycle");
}

/**
 * A function may take the rows of a table whose checks or defaults call it, a rule write into tables that inherit from its own:
 * both can only be made and dropped while these are away. What of them comes or goes, or uses what does, is left out of the
 * schemas in between.
 */
function cutOf(facts: FactBase, other: FactBase): Fact[] {
  const isStable = (fact: Fact) => {
    const same = other.get(fact.id);
    return same !== undefined && JSON.stringify(same.payload) === JSON.stringify(fact.payload);
  };
  const cut = facts.facts().filter((fact) => {
    if (!isSoft(fact) || isOfNewColumn(fact, other)) return false;
    const needed = facts.outgoingEdges(fact.id).flatMap((edge) => facts.get(edge.to) ?? []);
    const used = needed.filter(({ id }) => "args" in id || isOfAnotherTable(id, fact));
    return used.length > 0 && !(isStable(fact) && used.every(isStable));
  });
  return withDependents(cut, facts);
}

/** What a rule writes into or reads. */
function isOfAnotherTable(id: StableId, { id: rule }: Fact): boolean {
  if (rule.kind !== "rule") return false;
  const table = id.kind === "column" ? { schema: id.schema, name: id.table } : id;
  if (!("schema" in table) || !("name" in table)) return false;
  return table.schema !== rule.schema || table.name !== rule.table;
}

/** Empty where something can't be left out. */
function withDependents(cut: readonly Fact[], facts: FactBase): Fact[] {
  const all = new Map(cut.map((fact) => [encodeId(fact.id), fact]));
  for (const fact of all.values()) {
    for (const { from, kind } of facts.incomingEdges(fact.id)) {
      const dependent = facts.get(from);
      if (kind !== "depends" || dependent === undefined) continue;
      if (["table", "column", "type", "domain", "sequence"].includes(from.kind)) return [];
      all.set(encodeId(from), dependent);
    }
  }
  return [...all.values()];
}

function isSoft({ id, payload, parent }: Fact): boolean {
  if (id.kind === "constraint") return payload.type === "c" && parent?.kind === "table";
  return ["default", "index", "trigger", "policy", "rule", "view", "materializedView"].includes(id.kind);
}

/** The rows that are there get the default with the column, or never. */
function isOfNewColumn({ id, parent }: Fact, other: FactBase): boolean {
  if (id.kind !== "default" || parent === undefined || other.has(parent)) return false;
  return other.has({ kind: "table", schema: id.schema, name: id.table });
}

/** Roles live in the server, not in the database: those a policy, grant or owner names are taken to exist. */
function rolesNamedIn(facts: FactBase): string[] {
  return facts.facts().flatMap((fact) => {
    if (fact.id.kind === "policy") return fact.payload.roles as string[];
    if (fact.id.kind === "acl") return [fact.id.grantee];
    return fact.id.kind === "defaultPrivilege" ? [fact.id.role, fact.id.grantee] : [];
  });
}
