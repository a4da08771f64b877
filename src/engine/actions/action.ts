import type { StableId } from "@supabase/pg-delta/core";
import type { Action as EngineAction } from "@supabase/pg-delta/plan";

/** One statement with what the engine knows of it. */
export interface Action {
  readonly sql: string;
  readonly verb: "create" | "alter" | "drop";
  readonly creates: readonly StableId[];
  readonly drops: readonly StableId[];
  /** What it changes or needs. */
  readonly uses: readonly StableId[];
  /** False: PostgreSQL refuses it inside a transaction block. */
  readonly transactional: boolean;
  /** What it does can't be used before it is committed (ALTER TYPE … ADD VALUE). */
  readonly commitAfter: boolean;
  /** Columns, or a table, whose values go although no statement drops them by their name. */
  readonly loses: readonly StableId[];
  readonly mayRewrite: boolean;
}

export function toAction(action: EngineAction, loses: readonly StableId[] = []): Action {
  return {
    sql: action.sql.trim().replace(/;$/, "").replaceAll("__pgdelta_replaced", "__before"),
    verb: action.verb,
    creates: action.produces,
    drops: action.destroys,
    uses: action.consumes,
    transactional: action.transactionality !== "nonTransactional",
    commitAfter: action.transactionality === "commitBoundaryAfter",
    loses,
    mayRewrite: action.rewriteRisk,
  };
}
