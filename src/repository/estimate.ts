import { sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { quoteName } from "../sql/quote.ts";
import type { Executor } from "./executor.ts";
import type { TableShape } from "./table.ts";

/** Rows of the whole table as the statistics have it; undefined before the first VACUUM or ANALYZE. */
export async function estimateRows(executor: Executor, { table }: TableShape): Promise<number | undefined> {
  const { name, schema } = getTableConfig(table);
  const { rows } = await executor.run((drizzle) =>
    drizzle.execute<{ reltuples: number }>(
      sql`select reltuples from pg_class where oid = ${quoteName(name, schema)}::regclass`,
    ),
  );
  const estimate = rows[0]?.reltuples ?? -1;
  return estimate < 0 ? undefined : estimate;
}
