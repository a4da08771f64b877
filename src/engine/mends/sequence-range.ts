import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteLiteral, quoteName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { readColumnAlter } from "./column-alter.ts";

interface Options {
  readonly increment: string;
  readonly minValue: string;
  readonly maxValue: string;
  readonly start: string;
}

interface Sequence extends Options {
  readonly schema: string;
  readonly name: string;
}

/**
 * A bound that passes the present value is refused (manual: ALTER SEQUENCE, "MINVALUE"). A sequence that is still before its
 * new range starts in it; one that is beyond it stays where it is, and PostgreSQL says so: values would come twice.
 */
export function enterSequenceRange(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  return actions.flatMap((action) => {
    const before = action.verb === "alter" ? sequenceAltered(action, from) : undefined;
    const after = action.verb === "alter" ? sequenceAltered(action, to) : undefined;
    if (before === undefined || after === undefined || action.sql.endsWith(" RESTART")) return [action];
    const moved = entry(before, after);
    return moved === undefined ? [action] : [statement(moved, action.consumes[0] as never), action];
  });
}

function sequenceAltered(action: Action, facts: FactBase): Sequence | undefined {
  const [id] = action.consumes;
  const payload = id === undefined ? undefined : facts.get(id)?.payload;
  if (
    id?.kind === "sequence" &&
    action.sql.startsWith("ALTER SEQUENCE") &&
    !action.sql.includes(" OWNED BY ")
  )
    return payload && ({ ...payload, ...id } as unknown as Sequence);
  const identity = payload?.identity as { sequence: Sequence; options: Options } | null | undefined;
  if (identity == null || !/^SET (INCREMENT|M[AI][XN]VALUE|START) /.test(readColumnAlter(action)?.does ?? ""))
    return undefined;
  return { ...identity.options, schema: identity.sequence.schema, name: identity.sequence.name };
}

function entry(before: Sequence, after: Sequence): string | undefined {
  const isAscending = !after.increment.startsWith("-");
  const [bound, old] = isAscending ? [after.minValue, before.minValue] : [after.maxValue, before.maxValue];
  const isNarrower = isAscending ? BigInt(bound) > BigInt(old) : BigInt(bound) < BigInt(old);
  if (!isNarrower) return undefined;
  // The old range still holds when this runs.
  const isWithin =
    BigInt(after.start) <= BigInt(before.maxValue) && BigInt(after.start) >= BigInt(before.minValue);
  // An identity's sequence has its new name by then.
  const sequence = quoteName(after.name, after.schema);
  return `SELECT setval(${quoteLiteral(sequence)}, ${isWithin ? after.start : bound}, false) FROM ${sequence} WHERE last_value ${isAscending ? "<" : ">"} ${bound}`;
}
