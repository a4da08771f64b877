import type { FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import type { ColumnId } from "../facts/column.ts";
import { numbers } from "./built-in-casts.ts";
import { readType } from "./cast-type.ts";
import { readColumnAlter } from "./column-alter.ts";

/**
 * The engine drops a default before every change of type and sets it again, where PostgreSQL converts one by itself. Manual: ALTER TABLE, "SET DATA TYPE".
 */
export function keepDefaults(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const alters = actions.map((action) => readColumnAlter(action));
  const kept = new Set(
    alters.flatMap((alter) =>
      alter?.does.startsWith("TYPE ") === true &&
      !alter.does.includes(" USING ") &&
      isKept(alter.id, from, to)
        ? [alter.prefix]
        : [],
    ),
  );
  return actions.filter((_, i) => {
    const alter = alters[i];
    return alter === undefined || !kept.has(alter.prefix) || !/^(DROP|SET) DEFAULT\b/.test(alter.does);
  });
}

/** A value that reads the same afterwards. A type of one's own may be another one of its name, a function one that is made anew. */
function isKept(id: ColumnId, from: FactBase, to: FactBase): boolean {
  const [value, after] = [from, to].map((facts) => facts.get({ ...id, kind: "default" })?.payload.expr);
  if (value !== after) return false;
  const [old, now] = [from, to].map((facts) => readType(String(facts.get(id)?.payload.type), facts));
  const areNumbers = [old, now].every((type) => type?.isArray === false && numbers.includes(type.base));
  if (!areNumbers && (old?.base !== now?.base || old?.isArray !== now?.isArray)) return false;
  const [isValue, cast = old?.base] = constant.exec(String(value)) ?? [];
  return isValue !== undefined && (cast === old?.base || (areNumbers && numbers.includes(cast ?? "")));
}

const constant =
  /^(?:NULL|true|false|[\d.]+|now\(\)|CURRENT_\w+|'(?:[^']|'')*'(?=::))(?:::([a-z ]+?)(?:\[\])*)?$/;
