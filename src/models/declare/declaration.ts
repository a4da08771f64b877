import { is } from "drizzle-orm";
import { PgSchema } from "drizzle-orm/pg-core";

/** Recognised across copies of this package. */
export const declaration: unique symbol = Symbol.for("varve.declaration") as never;

/** What the functions of `varve/models` give back, to be exported from a model file like a table. */
export interface Declaration<D extends Declared = Declared> {
  readonly [declaration]: D;
}

export interface Declared {
  readonly kind: string;
}

export function declare<D extends Declared>(data: D): Declaration<D> {
  return { [declaration]: data };
}

export function isDeclaration(value: unknown): value is Declaration {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") && declaration in value
  );
}

/** A schema by name or as Drizzle's `pgSchema`. */
export type SchemaOption = string | PgSchema | undefined;

export function schemaName(schema: SchemaOption): string {
  return is(schema, PgSchema) ? schema.schemaName : (schema ?? "public");
}
