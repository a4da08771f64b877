import * as orm from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as orm1 from "drizzle-orm-1";
import * as pg1 from "drizzle-orm-1/pg-core";

export interface Drizzle {
  readonly version: "0.45" | "1.0";
  readonly pg: typeof pg;
  readonly sql: typeof orm.sql;
  readonly orm: typeof orm;
}

/** Both versions side by side, told apart only when they run: what a test declares is the same code in both. */
export const drizzles: readonly Drizzle[] = [
  { version: "0.45", pg, orm, sql: orm.sql },
  {
    version: "1.0",
    pg: pg1 as unknown as typeof pg,
    orm: orm1 as unknown as typeof orm,
    sql: orm1.sql as unknown as typeof orm.sql,
  },
];
