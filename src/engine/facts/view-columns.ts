import type { Fact, StableId } from "@supabase/pg-delta/core";
import { traitsOf } from "./complete-fact.ts";

export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  /** As SQL writes it; undefined for a type that has none. */
  readonly collation: string | undefined;
}

/** Also of a materialized one. */
export function isView({ kind }: StableId): boolean {
  return kind === "view" || kind === "materializedView";
}

/** The columns of a view, in order. */
export function viewColumns(view: Fact): ViewColumn[] {
  const lines = traitsOf(view).columns?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const [, name, type, collation] = column.exec(line) ?? [];
    if (name === undefined || type === undefined) return [];
    return [{ name: name.replaceAll('""', '"'), type, collation: collation === "-" ? undefined : collation }];
  });
}

/** A name, a type and a collation. */
const column = /^"((?:[^"]|"")*)" (.*?) ((?:\S+\.)?"(?:[^"]|"")*"|[^\s"]+)$/;
