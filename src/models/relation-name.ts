import type { PgTable } from "drizzle-orm/pg-core";
import { tableName } from "./drizzle.ts";
import { type AnyView, isAnyView, viewConfig } from "./render/view.ts";

export function relationName(object: PgTable | AnyView): { schema: string; name: string } {
  return isAnyView(object) ? viewConfig(object) : tableName(object);
}
