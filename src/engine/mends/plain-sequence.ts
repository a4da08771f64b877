import type { Fact, FactBase } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteName } from "../../sql/quote.ts";

/** The engine spells out every option of a new sequence; what PostgreSQL does by itself needs no word. Manual: CREATE SEQUENCE. */
export function createPlainSequences(actions: readonly Action[], _from: FactBase, to: FactBase): Action[] {
  return actions.map((action) => {
    const [id] = action.verb === "create" ? action.produces : [];
    const fact = id?.kind === "sequence" ? to.get(id) : undefined;
    return fact === undefined ? action : { ...action, sql: createSequence(fact) };
  });
}

const highest: Readonly<Record<string, bigint>> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
};

function createSequence({ id, payload }: Fact): string {
  const { schema, name } = id as { schema: string; name: string };
  const { dataType, increment, minValue, maxValue, start, cache, cycle } = payload;
  const isAscending = !String(increment).startsWith("-");
  const max = highest[String(dataType)] ?? 0n;
  const options: readonly [sql: string, value: unknown, usual: unknown][] = [
    ["AS", dataType, "bigint"],
    ["INCREMENT BY", increment, 1],
    ["MINVALUE", minValue, isAscending ? 1 : -max - 1n],
    ["MAXVALUE", maxValue, isAscending ? max : -1],
    ["START WITH", start, isAscending ? minValue : maxValue],
    ["CACHE", cache, 1],
  ];
  const told = options.filter(([, value, usual]) => String(value) !== String(usual));
  return [
    `CREATE SEQUENCE ${quoteName(name, schema)}`,
    ...told.map(([sql, value]) => `${sql} ${value}`),
    ...(cycle ? ["CYCLE"] : []),
  ].join(" ");
}
