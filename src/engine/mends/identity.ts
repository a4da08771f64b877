import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { grouped } from "../../by-key.ts";
import { quoteIdentifier, quoteLiteral, quoteName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { type ColumnId, owningColumn } from "../facts/column.ts";
import { readColumnAlter } from "./column-alter.ts";

/**
 * The engine alters the attributes of a column in the order of the alphabet. An identity column has to be NOT NULL and of
 * its type before it becomes one, and must have stopped being one before it takes NULLs or another type.
 * Manual: ALTER TABLE, "ADD GENERATED".
 */
export function orderIdentity(actions: readonly Action[]): Action[] {
  const groups = grouped(
    [...actions.entries()].flatMap(([place, action]) => {
      const alter = action.verb === "alter" ? readColumnAlter(action) : undefined;
      return alter === undefined ? [] : [[alter.prefix, place] as const];
    }),
  );
  const ordered = [...actions];
  for (const places of groups.values()) {
    const group = places.map((place) => actions[place] as Action);
    const sorted = group.toSorted((a, b) => rank(a) - rank(b));
    for (const [i, place] of places.entries()) ordered[place] = sorted[i] as Action;
  }
  return ordered;
}

function rank(action: Action): number {
  const does = readColumnAlter(action)?.does ?? "";
  if (does === "DROP IDENTITY") return 0;
  if (does.startsWith("ADD GENERATED")) return 2;
  return does.startsWith("SET DEFAULT") ? 3 : 1;
}

/** A sequence that starts to number rows which are there already goes on behind them. */
export function continueSequences(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  return actions.flatMap((action, i) => {
    const alter = readColumnAlter(action);
    if (alter === undefined || made.has(encodeId(alter.id)) || !from.has(alter.id)) return [action];
    const sequence = newSequence(alter.id, alter.does, made, to);
    // Around a change of type a default is set twice: the last time counts.
    return sequence === undefined || actions.slice(i + 1).some(({ sql }) => sql === action.sql)
      ? [action]
      : [action, statement(continuation(alter.id, sequence), alter.id)];
  });
}

/** What a column gets its numbers from. */
export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly start: string;
  readonly increment: string;
}

/** The sequence that a column gets its values from once the statement has run, when the plan makes it. */
function newSequence(
  id: ColumnId,
  does: string,
  made: ReadonlySet<string>,
  to: FactBase,
): Sequence | undefined {
  if (does.startsWith("ADD GENERATED")) {
    const identity = to.get(id)?.payload.identity as { sequence: Sequence; options: Sequence } | null;
    return identity == null ? undefined : { ...identity.options, ...identity.sequence };
  }
  if (!does.startsWith("SET DEFAULT nextval(")) return undefined;
  const owned = ownedSequence(id, to);
  return owned !== undefined && made.has(encodeId(owned.id)) ? sequenceOf(owned) : undefined;
}

/** The sequence that belongs to a column and gives it its default. */
export function ownedSequence(column: ColumnId, facts: FactBase): Fact | undefined {
  const [owned] = facts
    .outgoingEdges({ ...column, kind: "default" } as StableId)
    .map((edge) => facts.get(edge.to))
    .filter((fact) => fact?.id.kind === "sequence");
  const owner = owned && owningColumn(owned);
  return owner !== undefined && encodeId(owner) === encodeId(column) ? owned : undefined;
}

export function sequenceOf({ id, payload }: Fact): Sequence {
  return { ...payload, ...id } as unknown as Sequence;
}

/** Moves the sequence behind the rows that are there. */
export function continuation({ schema, table, name: column }: ColumnId, sequence: Sequence): string {
  const isAscending = !sequence.increment.startsWith("-");
  const last = `${isAscending ? "max" : "min"}(${quoteIdentifier(column)})`;
  const regclass = quoteLiteral(quoteName(sequence.name, sequence.schema));
  return `SELECT setval(${regclass}, ${last}) FROM ${quoteName(table, schema)} HAVING ${last} ${isAscending ? ">=" : "<="} ${sequence.start}`;
}
