// The statements that make one catalog like another, in an order that PostgreSQL accepts. Pure.
import { type Action as EngineAction, plan } from "@supabase/pg-delta/plan";
import { VarveError } from "../errors.ts";
import type { FactBase, StableId } from "./catalog.ts";
import { withFoundations } from "./foundations.ts";
import { mendActions, mendFacts } from "./mend.ts";

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
  readonly losesData: boolean;
  readonly mayRewrite: boolean;
}

/**
 * Plans `from` → `to`. Renames are not guessed here: whoever wants one applies it to `from` first.
 * Errors: PLAN_IMPOSSIBLE when the engine finds no order.
 */
export function planActions(from: FactBase, to: FactBase): Action[] {
  const assumedRoles = [...new Set([from, to].flatMap(rolesNamedIn))];
  try {
    const told = mendFacts(from, to);
    const founded = withFoundations(told, to);
    const founding = founded === told ? [] : plan(told, founded, { assumedRoles }).actions;
    const { actions } = plan(founded, to, { assumedRoles });
    return committedFirst(mendActions([...founding, ...actions], from, to).map(toAction));
  } catch (error) {
    throw new VarveError("PLAN_IMPOSSIBLE", {
      message: `No order of statements leads from one schema to the other: ${(error as Error).message}`,
      hint: "Split the change in two: generate one revision for a part of it, then one for the rest; or write the revision by hand (varve revision --empty).",
      cause: error,
    });
  }
}

/** New values of an enum need nothing else of the plan, and what uses them needs them committed. */
function committedFirst(actions: readonly Action[]): Action[] {
  return [
    ...actions.filter((action) => action.commitAfter),
    ...actions.filter((action) => !action.commitAfter),
  ];
}

function toAction(action: EngineAction): Action {
  return {
    sql: action.sql.trim().replace(/;$/, "").replaceAll("__pgdelta_replaced", "__before"),
    verb: action.verb,
    creates: action.produces,
    drops: action.destroys,
    uses: action.consumes,
    transactional: action.transactionality !== "nonTransactional",
    commitAfter: action.transactionality === "commitBoundaryAfter",
    losesData: action.dataLoss === "destructive",
    mayRewrite: action.rewriteRisk,
  };
}

/** Roles live in the server, not in the database: those a policy, grant or owner names are taken to exist. */
function rolesNamedIn(facts: FactBase): string[] {
  return facts.facts().flatMap((fact) => {
    if (fact.id.kind === "policy") return fact.payload.roles as string[];
    if (fact.id.kind === "acl") return [fact.id.grantee];
    return fact.id.kind === "defaultPrivilege" ? [fact.id.role, fact.id.grantee] : [];
  });
}
