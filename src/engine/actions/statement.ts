import type { StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";

/** A statement of our own among the engine's: it changes `subject`. */
export function statement(sql: string, subject: StableId, more: Partial<Action> = {}): Action {
  return {
    sql,
    verb: "alter",
    produces: [],
    consumes: [subject, ...(more.consumes ?? [])],
    destroys: more.destroys ?? [],
    releases: [],
    transactionality: "transactional",
    lockClass: "none",
    newSegmentBefore: false,
    dataLoss: "none",
    rewriteRisk: false,
    ...(more.verb === undefined ? {} : { verb: more.verb }),
    ...(more.releases === undefined ? {} : { releases: more.releases }),
  };
}
