import { and, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { estimateRows } from "./estimate.ts";
import type { Executor } from "./executor.ts";
import { type Key, keyValues } from "./key.ts";
import { after, decodeCursor, encodeCursor, positionOf } from "./keyset.ts";
import { assertCount, assertList, assertOptions, isPlainObject } from "./options.ts";
import { type OrderBy, orderSql, orderTerms } from "./order.ts";
import { estimateIsWhole, notFound, notStored, staleRow, tooManyRows } from "./repository-error.ts";
import { parseScope, type ScopeOption, unscoped } from "./scope.ts";
import { ScopedTable, type Values } from "./scoped-table.ts";
import { type NewRow, type Patch, type Row, shapeOf, type TableShape } from "./table.ts";
import { conditionOf, isSql, type Match, undefinedValue, type Where } from "./where.ts";

export interface RepositoryOptions<TTable extends PgTable, TScope extends string = string> {
  /** Limits every read and every write: `{ tenantId }`, which is filled in on create too, or an SQL condition. */
  scope?: ScopeOption<TTable, TScope>;
}

export interface ListOptions<TTable extends PgTable> {
  where?: Where<TTable>;
  /** Default: by the key. Rows that are equal in it come in the order of their keys. */
  orderBy?: OrderBy<TTable> | SQL | readonly SQL[];
  /** Rows at most. Without it `find` gives all of them, and `getAll` refuses more than 1,000 (TOO_MANY_ROWS). */
  limit?: number;
}

export interface FindOptions<TTable extends PgTable> extends ListOptions<TTable> {
  /** Rows to pass over. PostgreSQL reads them all the same; `page` does without. */
  offset?: number;
}

export interface PageOptions<TTable extends PgTable> {
  where?: Where<TTable>;
  orderBy?: OrderBy<TTable>;
  /** Rows of a page; default 50. */
  limit?: number;
  /** `next` of the page before; the first page without it. */
  after?: string | undefined;
}

export interface Page<TTable extends PgTable> {
  readonly rows: Row<TTable>[];
  /** Give it as `after` for the page that follows; undefined on the last one. Safe to hand out: the scope holds whatever it says. */
  readonly next: string | undefined;
}

export interface StreamOptions<TTable extends PgTable> {
  where?: Where<TTable>;
  orderBy?: OrderBy<TTable> | SQL | readonly SQL[];
  /** Rows read at a time; default 1,000. */
  batchSize?: number;
}

const defaultBound = 1_000;

/**
 * The rows of one table, in one session. Made by `session.repository(table)`.
 * Errors of every method: UNKNOWN_COLUMN and UNDEFINED_VALUE for a mistake that would have meant other rows, USAGE, and
 * those of a statement, such as UNIQUE_VIOLATION (docs/sessions.md).
 */
export class Repository<TTable extends PgTable, TScope extends string = never> {
  readonly #table: ScopedTable;
  readonly #executor: Executor;
  readonly #isScoped: boolean;

  /** Errors: NO_PRIMARY_KEY; UNDEFINED_VALUE for a scope that would limit nothing. */
  constructor(executor: Executor, table: TTable, options: RepositoryOptions<TTable, TScope> = {}) {
    assertOptions(options, ["scope"]);
    const shape = shapeOf(table);
    this.#isScoped = "scope" in options;
    const scope = this.#isScoped ? parseScope(shape, options.scope) : unscoped;
    this.#executor = executor;
    this.#table = new ScopedTable(executor, shape, scope);
  }

  /** Stores one row and gives it with all that the database filled in. Errors: SCOPE_VIOLATION, GENERATED_COLUMN. */
  async create(row: NewRow<TTable, TScope>): Promise<Row<TTable>> {
    const created = await this.#table.insert(row);
    if (created === undefined) throw notStored(this.#shape);
    return created as Row<TTable>;
  }

  /**
   * Stores all rows or none, any number of them, and gives them in the same order. With `skipExisting` a row whose key is
   * there already is left as it is, and not given; without it that is a UNIQUE_VIOLATION. Errors: as `create`.
   */
  async createMany(
    rows: readonly NewRow<TTable, TScope>[],
    options: { skipExisting?: boolean } = {},
  ): Promise<Row<TTable>[]> {
    assertList("rows", rows);
    assertOptions(options, ["skipExisting"]);
    const created = await this.#table.insertMany(rows as readonly Values[], options);
    if (created.length < rows.length && !options.skipExisting) throw notStored(this.#shape);
    return created as Row<TTable>[];
  }

  /** The row with this key (an object for a key of several columns), or undefined. */
  async get(key: Key<TTable>): Promise<Row<TTable> | undefined> {
    const row = await this.#table.selectOne([keyValues(this.#shape, key)]);
    return row as Row<TTable> | undefined;
  }

  /** Errors: NOT_FOUND. */
  async getOrThrow(key: Key<TTable>): Promise<Row<TTable>> {
    const row = await this.get(key);
    if (row === undefined) throw notFound(this.#shape, keyValues(this.#shape, key));
    return row;
  }

  /** Every row. Errors: TOO_MANY_ROWS when there are more than 1,000 and no `limit` was given. */
  async getAll(options: ListOptions<TTable> = {}): Promise<Row<TTable>[]> {
    assertOptions(options, ["where", "orderBy", "limit"]);
    if (options.limit !== undefined) return this.find(options);
    const rows = await this.find({ ...options, limit: defaultBound + 1 });
    if (rows.length > defaultBound) throw tooManyRows(this.#shape, defaultBound);
    return rows;
  }

  /** The rows that match; all of them without a `limit`. */
  async find(options: FindOptions<TTable> = {}): Promise<Row<TTable>[]> {
    assertOptions(options, ["where", "orderBy", "limit", "offset"]);
    const { orderBy, limit, offset } = options;
    if (limit !== undefined) assertCount("limit", limit, { min: 0 });
    if (offset !== undefined) assertCount("offset", offset, { min: 0 });
    const order = orderSql(this.#shape, orderBy);
    const rows = await this.#table.select({ where: this.#where(options), order, limit, offset });
    return rows as Row<TTable>[];
  }

  /** A page of rows and where the next one begins. Errors: INVALID_CURSOR. */
  async page(options: PageOptions<TTable> = {}): Promise<Page<TTable>> {
    assertOptions(options, ["where", "orderBy", "limit", "after"]);
    const { orderBy, limit = 50, after: cursor } = options;
    assertCount("limit", limit, { min: 1 });
    const order = orderTerms(this.#shape, orderBy);
    const start = cursor === undefined ? undefined : after(order, decodeCursor(this.#shape, order, cursor));
    const selected = await this.#table.select({
      where: and(this.#where(options), start),
      order: orderSql(this.#shape, orderBy),
      limit: limit + 1,
      fields: { ...this.#shape.columns, [positionField]: positionOf(order) },
    });
    const last = selected.length > limit ? selected[limit - 1] : undefined;
    const rows = selected.slice(0, limit).map(({ [positionField]: _, ...row }) => row);
    const next = last && encodeCursor(order, last[positionField] as (string | null)[]);
    return { rows: rows as Row<TTable>[], next };
  }

  /** The newest `limit` rows, newest first: by `createdAt` (or `created_at`) where the table has one, then by the key. */
  async getLatest(limit = 1, options: { where?: Where<TTable> } = {}): Promise<Row<TTable>[]> {
    assertOptions(options, ["where"]);
    const { columns, key } = this.#shape;
    const createdAt = ["createdAt", "created_at"].find((name) => Object.hasOwn(columns, name));
    const newest = [...(createdAt === undefined ? [] : [createdAt]), ...key].map((name) => [name, "desc"]);
    return this.find({ ...options, limit, orderBy: Object.fromEntries(newest) as OrderBy<TTable> });
  }

  /**
   * Changes one row and gives it as it is then. With `expected`, only if these columns still have these values: give what
   * was read, such as `{ version: 3 }` or `{ updatedAt }`, and nobody's change is overwritten unseen.
   * Errors: NOT_FOUND, STALE_ROW, SCOPE_VIOLATION, GENERATED_COLUMN.
   */
  async update(
    key: Key<TTable>,
    patch: Patch<TTable>,
    options: { expected?: Match<TTable> } = {},
  ): Promise<Row<TTable>> {
    assertOptions(options, ["expected"]);
    const values = keyValues(this.#shape, key);
    const matches = "expected" in options ? [values, this.#expected(options.expected)] : [values];
    const row = await this.#table.update(matches, patch as Values);
    if (row !== undefined) return row as Row<TTable>;
    if ("expected" in options && (await this.exists(key))) throw staleRow(this.#shape, values);
    throw notFound(this.#shape, values);
  }

  /** True when there was such a row. */
  async delete(key: Key<TTable>): Promise<boolean> {
    return (await this.#table.delete([keyValues(this.#shape, key)])) > 0;
  }

  /** The number of rows; with `estimate` what the statistics say, which is quick however large the table is. */
  async count(options: { where?: Where<TTable>; estimate?: boolean } = {}): Promise<number> {
    assertOptions(options, ["where", "estimate"]);
    const where = this.#where(options);
    if (options.estimate) {
      if (where !== undefined || this.#isScoped) throw estimateIsWhole();
      const estimate = await estimateRows(this.#executor, this.#shape);
      if (estimate !== undefined) return estimate;
    }
    const [row] = await this.#table.select({ where, fields: { count: sql`count(*)` } });
    return Number(row?.count);
  }

  /** Whether there is a row with this key, or one that matches. */
  async exists(keyOrWhere: Key<TTable> | Where<TTable>): Promise<boolean> {
    const isWhere = isSql(keyOrWhere) || isPlainObject(keyOrWhere);
    const where = conditionOf(this.#shape, isWhere ? keyOrWhere : keyValues(this.#shape, keyOrWhere));
    const selection = { where, limit: 1, fields: { one: sql`1` } };
    return (await this.#table.select(selection)).length > 0;
  }

  /**
   * The rows that match, one after the other, as they were when the first was read; in memory are `batchSize` of them.
   *
   * @example for await (const event of session.repository(events).stream()) …
   */
  stream(options: StreamOptions<TTable> = {}): AsyncGenerator<Row<TTable>, void, undefined> {
    assertOptions(options, ["where", "orderBy", "batchSize"]);
    const { orderBy, batchSize = 1_000 } = options;
    assertCount("batchSize", batchSize, { min: 1 });
    const selection = { where: this.#where(options), order: orderSql(this.#shape, orderBy) };
    return this.#table.stream(selection, batchSize) as AsyncGenerator<Row<TTable>, void, undefined>;
  }

  get #shape(): TableShape {
    return this.#table.shape;
  }

  #where(options: { where?: Where<TTable> }): SQL | undefined {
    return "where" in options ? conditionOf(this.#shape, options.where) : undefined;
  }

  #expected(expected: object | undefined): Values {
    if (expected === undefined) throw undefinedValue(this.#shape, "expected");
    return expected as Values;
  }
}

const positionField = "$position";
