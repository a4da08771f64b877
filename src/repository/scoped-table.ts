// The statements of a repository. Every one of them is limited by the scope here, and nowhere else.

import { and, type SQL } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type Bound, bind, type Parts } from "./bind.ts";
import { rowToInsert, rowToUpdate } from "./defaults.ts";
import { type Executor, mostParameters, type Send } from "./executor.ts";
import { readingJsonOnce } from "./json.ts";
import { assertObject } from "./options.ts";
import { type Preparable, runBound } from "./prepared.ts";
import { assertInScope, isScopeFailure, type Scope, scopeCheck, scopeViolation } from "./scope.ts";
import { streamRows } from "./stream.ts";
import { columnOf, type TableShape } from "./table.ts";

export type Values = Readonly<Record<string, unknown>>;

export interface Selection {
  readonly where?: SQL | undefined;
  readonly order?: readonly SQL[];
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** Instead of the columns. */
  readonly fields?: Readonly<Record<string, SQL>>;
}

const mostRows = 1_000;

export class ScopedTable {
  readonly shape: TableShape;
  readonly #executor: Executor;
  readonly #scope: Scope;
  readonly #through: (send: Send) => Send;

  constructor(executor: Executor, shape: TableShape, scope: Scope) {
    this.#executor = executor;
    this.shape = shape;
    this.#scope = scope;
    this.#through = readingJsonOnce(shape);
  }

  async insert(row: Values): Promise<Values | undefined> {
    const bound = this.#bind({ row: this.#toInsert(row) });
    const [written] = await this.#write("insert", bound, (drizzle) =>
      drizzle.insert(this.shape.table).values(bound.row).returning(this.#returned),
    );
    return written;
  }

  /** In as few statements as the protocol allows. With `skipExisting` rows whose key is there are left out. */
  async insertMany(rows: readonly Values[], { skipExisting = false } = {}): Promise<Values[]> {
    const complete = rows.map((row) => this.#toInsert(row));
    const size = Math.min(mostRows, Math.floor(mostParameters / Object.keys(this.shape.columns).length));
    const written: Values[] = [];
    for (let start = 0; start < complete.length; start += size) {
      const chunk = complete.slice(start, start + size);
      const insert = (drizzle: NodePgDatabase) => {
        const query = drizzle.insert(this.shape.table).values(chunk);
        return (skipExisting ? query.onConflictDoNothing({ target: this.#key }) : query).returning(
          this.#returned,
        );
      };
      written.push(...(await this.#write("insert", unprepared, insert)));
    }
    return written;
  }

  async update(matches: readonly Values[], patch: Values): Promise<Values | undefined> {
    assertObject("patch", patch);
    assertInScope(this.shape, this.#scope, patch);
    const row = rowToUpdate(this.shape, patch);
    if (Object.keys(row).length === 0) return this.selectOne(matches);
    const bound = this.#bind({ row, matches });
    const [written] = await this.#write("update", bound, (drizzle) =>
      drizzle.update(this.shape.table).set(bound.row).where(bound.condition).returning(this.#returned),
    );
    return written;
  }

  /** The number of rows deleted. */
  async delete(matches: readonly Values[]): Promise<number> {
    const bound = this.#bind({ matches });
    const result = await this.#run("delete", bound, (drizzle) =>
      drizzle.delete(this.shape.table).where(bound.condition),
    );
    return result.rowCount ?? 0;
  }

  /** By values that are prepared for, such as a key. */
  async selectOne(matches: readonly Values[]): Promise<Values | undefined> {
    const bound = this.#bind({ matches });
    const [row] = await this.#run("select", bound, (drizzle) =>
      drizzle.select(this.shape.columns).from(this.shape.table).where(bound.condition),
    );
    return row;
  }

  select(selection: Selection): Promise<Values[]> {
    return this.#run("select", unprepared, (drizzle) => this.#query(drizzle, selection));
  }

  stream(selection: Selection, batchSize: number): AsyncGenerator<Values, void, undefined> {
    const select = (drizzle: NodePgDatabase) => this.#query(drizzle, selection);
    return streamRows(this.#executor, select, { batchSize, through: this.#through });
  }

  #query(drizzle: NodePgDatabase, selection: Selection): Preparable<Values[]> {
    const { where, order = [], limit, offset, fields = this.shape.columns } = selection;
    const condition = and(where, this.#scope.condition);
    const query = drizzle.select(fields).from(this.shape.table).where(condition).$dynamic();
    if (order.length > 0) query.orderBy(...order);
    if (limit !== undefined) query.limit(limit);
    if (offset !== undefined) query.offset(offset);
    return query;
  }

  #toInsert(row: Values): Values {
    assertObject("row", row);
    assertInScope(this.shape, this.#scope, row);
    return rowToInsert(this.shape, { ...row, ...this.#scope.values });
  }

  /** The scope joins what the statement is limited by: as values when it has some, so that the statement can be prepared. */
  #bind({ row, matches = [] }: Parts): Bound {
    const { values, condition } = this.#scope;
    if (values === undefined) return bind(this.shape, { row, matches, condition });
    return bind(this.shape, { row, matches: [...matches, values] });
  }

  get #key(): PgColumn[] {
    return this.shape.key.map((name) => columnOf(this.shape, name));
  }

  get #returned() {
    const { values, condition } = this.#scope;
    const isChecked = values === undefined && condition !== undefined;
    return { ...this.shape.columns, ...(isChecked && { [checkField]: scopeCheck(condition) }) };
  }

  async #write(
    verb: string,
    bound: Bound,
    build: (drizzle: NodePgDatabase) => Preparable<Values[]>,
  ): Promise<Values[]> {
    try {
      const rows = await this.#run(verb, bound, build);
      return rows.map(({ [checkField]: _, ...row }) => row);
    } catch (error) {
      throw isScopeFailure(error) ? scopeViolation(this.shape, undefined, error) : error;
    }
  }

  #run<T>(verb: string, bound: Bound, build: (drizzle: NodePgDatabase) => Preparable<T>): Promise<T> {
    const { table } = this.shape;
    return this.#executor.run(
      (drizzle) => runBound(drizzle, { table, verb, bound }, () => build(drizzle)),
      this.#through,
    );
  }
}

const checkField = "$inScope";
const unprepared: Bound = { form: undefined, values: {}, row: {}, condition: undefined };
