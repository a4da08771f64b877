import type { PgSequence, PgSequenceOptions } from "drizzle-orm/pg-core";
import { quoteName } from "../../sql/quote.ts";
import type { Rendered } from "../statement.ts";

export function renderSequence({ seqName = "", seqOptions = {}, schema = "public" }: PgSequence): Rendered {
  const sql = [`CREATE SEQUENCE ${quoteName(seqName, schema)}`, ...renderSequenceOptions(seqOptions)].join(
    " ",
  );
  return { kind: "sequence", schema, name: seqName, sql };
}

/** Only what is said: PostgreSQL's defaults depend on the type and the direction. */
export function renderSequenceOptions(options: PgSequenceOptions): string[] {
  const { increment, minValue, maxValue, startWith, cache, cycle } = options;
  const number = (words: string, value: number | string | bigint | undefined) =>
    value === undefined ? [] : [`${words} ${value}`];
  return [
    ...number("INCREMENT BY", increment),
    ...number("MINVALUE", minValue),
    ...number("MAXVALUE", maxValue),
    ...number("START WITH", startWith),
    ...number("CACHE", cache),
    ...(cycle === true ? ["CYCLE"] : []),
  ];
}
