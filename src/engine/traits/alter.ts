// Statements that several traits are set with.
import type { Fact, StableId } from "@supabase/pg-delta/core";
import { quoteLiteral } from "../../sql/quote.ts";
import { quotedName } from "../names.ts";

const keywords: Partial<Record<StableId["kind"], string>> = { materializedView: "MATERIALIZED VIEW" };

/** `ALTER TABLE "app"."users"` */
export function alter({ id }: Fact): string {
  return `ALTER ${keywords[id.kind] ?? id.kind.toUpperCase()} ${quotedName(id)}`;
}

/** The actions that change options which are told as `fillfactor=70, …`. */
export function optionChanges(before = "", after = ""): string[] {
  const [old, now] = [optionsIn(before), optionsIn(after)];
  const gone = [...old.keys()].filter((key) => !now.has(key));
  const set = [...now]
    .filter(([key, value]) => old.get(key) !== value)
    .map(([key, value]) => `${key} = ${value}`);
  return [
    ...(set.length === 0 ? [] : [`SET (${set.join(", ")})`]),
    ...(gone.length === 0 ? [] : [`RESET (${gone.join(", ")})`]),
  ];
}

function optionsIn(text: string): Map<string, string> {
  const pairs = text.split(", ").filter((option) => option !== "");
  return new Map(pairs.map((option) => option.split("=", 2) as [string, string]));
}

/** @param target as in `COLUMN "a"."b"` */
export function commentOn(target: string, text: string | undefined): string[] {
  return [`COMMENT ON ${target} IS ${text === undefined ? "NULL" : quoteLiteral(text)}`];
}
