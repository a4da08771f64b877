// Pages by key: "after this row" instead of OFFSET, so that a page costs the same everywhere and rows that are added or
// removed meanwhile neither repeat nor hide others. Positions are PostgreSQL's own text, which loses no digit.

import { and, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { VarveError } from "../errors.ts";
import type { OrderTerm } from "./order.ts";
import type { TableShape } from "./table.ts";

/** A row's place in the order, to select along with it. */
export function positionOf(order: readonly OrderTerm[]): SQL<(string | null)[]> {
  const texts = order.map(({ column }) => sql`${column}::text`);
  return sql`array[${sql.join(texts, sql`, `)}]`;
}

export function encodeCursor(order: readonly OrderTerm[], position: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([signature(order), position])).toString("base64url");
}

/** Errors: INVALID_CURSOR when it was not made by `page` with the same order. */
export function decodeCursor(
  shape: TableShape,
  order: readonly OrderTerm[],
  cursor: string,
): (string | null)[] {
  const [madeFor, position] = parse(cursor);
  const isPosition =
    Array.isArray(position) &&
    position.length === order.length &&
    position.every((value) => value === null || typeof value === "string");
  if (madeFor === signature(order) && isPosition) return position;
  throw new VarveError("INVALID_CURSOR", {
    message: `That is no cursor of a page of "${shape.name}" in this order.`,
    hint: "Give `next` of the page before, and the same orderBy",
    details: { table: shape.name },
  });
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function signature(order: readonly OrderTerm[]): string {
  return order.map(({ name, direction }) => `${name} ${direction}`).join(", ");
}

/** True for the rows after `position`. */
export function after(order: readonly OrderTerm[], position: readonly (string | null)[]): SQL | undefined {
  const isSimple = order.every(
    ({ column, direction }) => column.notNull && direction === order[0]?.direction,
  );
  return isSimple ? afterAsRow(order, position) : afterByColumn(order, position);
}

/** One comparison of rows is what PostgreSQL finds in an index (manual, 9.25.5 Row Constructor Comparison). */
function afterAsRow(order: readonly OrderTerm[], position: readonly (string | null)[]): SQL {
  const columns = sql.join(
    order.map(({ column }) => sql`${column}`),
    sql`, `,
  );
  const values = sql.join(
    position.map((value) => sql`${value}`),
    sql`, `,
  );
  return order[0]?.direction === "desc" ? sql`(${columns}) < (${values})` : sql`(${columns}) > (${values})`;
}

/** For each column: equal in all before it, and after the position in this one. */
function afterByColumn(order: readonly OrderTerm[], position: readonly (string | null)[]): SQL | undefined {
  return or(
    ...order.map((term, index) =>
      and(
        ...order.slice(0, index).map((earlier, at) => isAt(earlier, position[at] ?? null)),
        isAfter(term, position[index] ?? null),
      ),
    ),
  );
}

function isAt({ column }: OrderTerm, value: string | null): SQL {
  return value === null ? isNull(column) : sql`${column} = ${value}`;
}

/** NULL counts as greater than every value (PostgreSQL manual, 7.5 Sorting Rows). */
function isAfter({ column, direction }: OrderTerm, value: string | null): SQL | undefined {
  if (direction === "desc") return value === null ? isNotNull(column) : sql`${column} < ${value}`;
  return value === null ? sql`false` : or(sql`${column} > ${value}`, isNull(column));
}
