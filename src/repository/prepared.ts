// Building a statement with Drizzle costs more than running it, so each form is built once for a database
// and prepared once for a connection.

import { createHash } from "node:crypto";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Bound } from "./bind.ts";

/** What Drizzle's builders for select, insert, update and delete have in common. */
export interface Preparable<T> extends PromiseLike<T> {
  toSQL(): { sql: string };
  prepare(name: string): Prepared<T>;
}

interface Prepared<T> {
  execute(values: Readonly<Record<string, unknown>>): Promise<T>;
}

/** A table of many columns has more forms of insert than are worth keeping on every connection. */
const mostForms = 200;

const cache = new WeakMap<NodePgDatabase, WeakMap<PgTable, Map<string, Prepared<unknown>>>>();

/** Runs what `build` gives for `bound`; `verb` tells apart statements of the same parts. */
export function runBound<T>(
  drizzle: NodePgDatabase,
  { table, verb, bound }: { table: PgTable; verb: string; bound: Bound },
  build: () => Preparable<T>,
): PromiseLike<T> {
  const { form, values } = bound;
  if (form === undefined) return build();
  const forms = formsOf(drizzle, table);
  const key = `${verb} ${form}`;
  const known = forms.get(key) as Prepared<T> | undefined;
  if (known !== undefined) return known.execute(values);
  const query = build();
  const prepared = query.prepare(forms.size < mostForms ? statementName(query.toSQL().sql) : "");
  if (forms.size < mostForms) forms.set(key, prepared);
  return prepared.execute(values);
}

function formsOf(drizzle: NodePgDatabase, table: PgTable): Map<string, Prepared<unknown>> {
  const tables = cache.get(drizzle) ?? new WeakMap();
  cache.set(drizzle, tables);
  const forms = tables.get(table) ?? new Map();
  tables.set(table, forms);
  return forms;
}

/** One name for one text: two databases may share a pool. */
function statementName(text: string): string {
  return `varve_${createHash("sha1").update(text).digest("hex")}`;
}
