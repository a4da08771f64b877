import { is } from "drizzle-orm";
import {
  isPgEnum,
  isPgSchema,
  isPgSequence,
  PgPolicy,
  PgRole,
  type PgSchema,
  type PgSequence,
  PgTable,
} from "drizzle-orm/pg-core";
import type { Namespace } from "../typescript/load.ts";
import { type Declaration, isDeclaration } from "./declare/declaration.ts";
import type { EnumType } from "./drizzle.ts";
import { type AnyView, isAnyView } from "./render/view.ts";

/** Each exported object of a kind, and the file that exports it. One object exported twice is one. */
export interface Collected {
  readonly tables: Map<PgTable, string>;
  readonly views: Map<AnyView, string>;
  readonly enums: Map<EnumType, string>;
  readonly sequences: Map<PgSequence, string>;
  readonly schemas: Map<PgSchema, string>;
  readonly policies: Map<PgPolicy, string>;
  readonly roles: Map<PgRole, string>;
  readonly declarations: Map<Declaration, string>;
}

/**
 * Picks the models out of what the files export, by name or within the default export. Relations and everything else
 * that PostgreSQL doesn't keep is left aside.
 */
export function collectModels(namespaces: ReadonlyMap<string, Namespace>): Collected {
  const collected: Collected = {
    tables: new Map(),
    views: new Map(),
    enums: new Map(),
    sequences: new Map(),
    schemas: new Map(),
    policies: new Map(),
    roles: new Map(),
    declarations: new Map(),
  };
  // A file that only gathers others exports more than each of them; the file that declares a model is to be named.
  const exported = [...namespaces].map(([file, namespace]) => ({ file, values: exportedValues(namespace) }));
  for (const { file, values } of exported.sort((a, b) => a.values.length - b.values.length)) {
    for (const value of values) collect(value, file, collected);
  }
  return collected;
}

function exportedValues({ default: byDefault, ...named }: Namespace): unknown[] {
  const isPlain =
    typeof byDefault === "object" &&
    byDefault !== null &&
    Object.getPrototypeOf(byDefault) === Object.prototype;
  return [...Object.values(named), byDefault, ...(isPlain ? Object.values(byDefault) : [])];
}

function collect(value: unknown, file: string, into: Collected): void {
  // Drizzle's `is` trips over an object without a prototype, such as `export * as schema from "./schema"`.
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null) return;
  const add = <T>(objects: Map<T, string>, object: T) => {
    if (!objects.has(object)) objects.set(object, file);
  };
  if (is(value, PgTable)) add(into.tables, value);
  else if (isAnyView(value)) add(into.views, value);
  else if (isPgEnum(value)) add(into.enums, value as EnumType);
  else if (isPgSequence(value)) add(into.sequences, value);
  else if (isPgSchema(value)) add(into.schemas, value);
  else if (is(value, PgPolicy)) add(into.policies, value);
  else if (is(value, PgRole)) add(into.roles, value);
  else if (isDeclaration(value)) add(into.declarations, value);
}
