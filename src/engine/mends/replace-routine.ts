import type { Fact } from "@supabase/pg-delta/core";
import type { FunctionParameter } from "libpg-query";
import { namesOf } from "../../sql/expression.ts";
import { parseStatements } from "../../sql/parser.ts";
import type { InPlace } from "./in-place.ts";

/** A routine gets another language, other defaults and names for parameters without one in place. */
export const replacedRoutine: InPlace = {
  attributes: ["def", "language", "argSignature"],
  isChange: (old, routine) => {
    if (routine.id.kind !== "function" && routine.id.kind !== "procedure") return false;
    const isHeld = ["language", "argSignature"].every((key) => old.payload[key] === routine.payload[key]);
    return !isHeld && isReplaceable(old, routine);
  },
  sql: ({ payload }) => String(payload.def),
};

/** Whether CREATE OR REPLACE makes the one of the other. Manual: CREATE FUNCTION, "Notes". */
export function isReplaceable({ payload: old }: Fact, { payload }: Fact): boolean {
  if (old.returnType !== payload.returnType || old.isWindow !== payload.isWindow) return false;
  if (old.argSignature === payload.argSignature) return true;
  const [before, after] = [old, payload].map(({ def }) => parametersOf(String(def))) as [
    FunctionParameter[],
    FunctionParameter[],
  ];
  return before.length === after.length && before.every((one, i) => keeps(one, after[i] ?? {}));
}

function parametersOf(definition: string): FunctionParameter[] {
  const [statement] = parseStatements(definition);
  if (statement === undefined || !("CreateFunctionStmt" in statement.node)) return [];
  return (statement.node.CreateFunctionStmt.parameters ?? []).flatMap((node) =>
    "FunctionParameter" in node ? [node.FunctionParameter] : [],
  );
}

function keeps(old: FunctionParameter, next: FunctionParameter): boolean {
  const isNamed = (old.name ?? "") !== "" || isOutput(old);
  const isSameName = (old.name ?? "") === (next.name ?? "");
  return old.mode === next.mode && (isSameName || !isNamed) && keepsDefault(old, next);
}

function isOutput({ mode }: FunctionParameter): boolean {
  return mode === "FUNC_PARAM_OUT" || mode === "FUNC_PARAM_TABLE";
}

/** What a polymorphic parameter defaults to has to stay of its type. */
function keepsDefault(old: FunctionParameter, next: FunctionParameter): boolean {
  if (old.defexpr === undefined) return true;
  const isPolymorphic = namesOf(old.argType?.names ?? []).some((name) => name.startsWith("any"));
  return next.defexpr !== undefined && !isPolymorphic;
}
