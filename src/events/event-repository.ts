import { sql } from "drizzle-orm";
import type { Executor } from "../repository/executor.ts";
import type { Key } from "../repository/key.ts";
import { Repository, type RepositoryOptions } from "../repository/repository.ts";
import type { NewRow, Patch, Row } from "../repository/table.ts";
import type { Match } from "../repository/where.ts";
import {
  type AdmittedEvent,
  admitData,
  admitEvent,
  admitEvents,
  admitTaskContext,
  asJson,
  type EventRules,
} from "./admit.ts";
import { jsonArrays } from "./batch.ts";
import { completeLimits, type JsonLimits, serializeJson } from "./json.ts";
import { type EventTable, events, type JsonObject, pendingCondition } from "./table.ts";
import type { EventTypes } from "./validate.ts";

export interface EventRepositoryOptions<TTable extends EventTable, TScope extends string = string>
  extends RepositoryOptions<TTable, TScope> {
  /** A table with `eventColumns`; default the `events` of this package. */
  table?: TTable;
  /** A schema of any Standard Schema library for each event type; events of other types are refused. Default: none is asked. */
  types?: EventTypes;
  /** Where an event says its type; default `data.type`. */
  typeOf?: (data: JsonObject) => unknown;
  /** What `data` and `task_context` may hold; what is left out is as in {@link JsonLimits}. */
  limits?: Partial<JsonLimits>;
}

/** What `create` and `ingest` take: `data` as it came in, an `id` if it has one, and columns you added to the table. */
export type NewEvent<TTable extends EventTable, TScope extends string = never> =
  | NewRow<TTable, TScope>
  | (Omit<NewRow<TTable, TScope>, "data"> & { data: object });

export interface Ingested {
  /** How many were new; the others were there already. */
  stored: number;
  /** The id of each item, in their order. */
  ids: string[];
}

/**
 * The events of one table, in one session. Whatever writes `data` or `task_context` here is checked before anything is
 * sent: what is stored comes back equal.
 * Errors, beside those of a repository: EVENT_INVALID.
 *
 * @example await database.session((session) => new EventRepository(session, { types }).create({ data }));
 */
export class EventRepository<
  TTable extends EventTable = typeof events,
  TScope extends string = never,
> extends Repository<TTable, TScope> {
  readonly #executor: Executor;
  readonly #table: TTable;
  readonly #rules: EventRules;
  readonly #isPlain: boolean;

  constructor(session: Executor, options: EventRepositoryOptions<TTable, TScope> = {}) {
    const {
      table = events as unknown as TTable,
      types,
      typeOf = (data) => data.type,
      limits,
      ...rest
    } = options;
    super(session, table, rest as RepositoryOptions<TTable, TScope>);
    this.#executor = session;
    this.#table = table;
    this.#rules = { types, typeOf, limits: completeLimits(limits) };
    this.#isPlain = Object.keys(rest).length === 0;
  }

  /** Stores one event and gives its row. Errors: EVENT_INVALID; UNIQUE_VIOLATION when there is one with this `id`. */
  override async create(event: NewEvent<TTable, TScope>): Promise<Row<TTable>> {
    return super.create(rowOf<TTable, TScope>(await admitEvent(event, this.#rules)));
  }

  /** Stores all events or none. Errors: as `create`, with `details.index`. */
  override async createMany(
    items: readonly NewEvent<TTable, TScope>[],
    options: { skipExisting?: boolean } = {},
  ): Promise<Row<TTable>[]> {
    const admitted = await admitEvents(items, this.#rules);
    return super.createMany(admitted.map(rowOf<TTable, TScope>), options);
  }

  /**
   * Stores many events quickly: all or none, but those whose `id` is there already are left as they are, so that a batch
   * can be sent again. Every event is checked before the first is sent. Errors: EVENT_INVALID with `details.index`.
   */
  async ingest(items: readonly NewEvent<TTable, TScope>[]): Promise<Ingested> {
    const admitted = await admitEvents(items, this.#rules);
    const ids = admitted.map(({ id }) => id);
    if (!this.#isPlain || admitted.some(({ columns }) => Object.keys(columns).length > 0)) {
      const created = await super.createMany(admitted.map(rowOf<TTable, TScope>), { skipExisting: true });
      return { stored: created.length, ids };
    }
    let stored = 0;
    for (const batch of jsonArrays(admitted.map(({ id, text }) => `{"id":"${id}","data":${text}}`))) {
      stored += await this.#insert(batch);
    }
    return { stored, ids };
  }

  /** Changes one event. Errors: NOT_FOUND, EVENT_INVALID for `data` or a `taskContext`. */
  override async update(
    id: Key<TTable>,
    patch: Patch<TTable>,
    options: { expected?: Match<TTable> } = {},
  ): Promise<Row<TTable>> {
    const { data, taskContext, ...columns } = patch as Record<string, unknown>;
    const admitted = {
      ...columns,
      ...(data !== undefined && { data: asJson(await admitData(data, this.#rules)) }),
      ...(taskContext !== undefined && { taskContext: admitTaskContext(taskContext, this.#rules) }),
    } as Patch<TTable>;
    return super.update(id, admitted, options);
  }

  /** Stores what came of an event, which is then no longer pending. Errors: NOT_FOUND, EVENT_INVALID. */
  async complete(id: Key<TTable>, taskContext: object): Promise<Row<TTable>> {
    return this.update(id, { taskContext } as Patch<TTable>);
  }

  /** Events that wait for a worker, oldest first. */
  async pending({ limit = 100 }: { limit?: number } = {}): Promise<Row<TTable>[]> {
    return this.find({ where: pendingCondition, limit });
  }

  /**
   * The newest events whose data contains `part` (PostgreSQL's `@>`): `{ type: "order", customer: { id: 7 } }`.
   * Reads the whole table unless it has a GIN index (docs/events.md). Errors: EVENT_INVALID.
   */
  async findByData(part: object, { limit = 100 }: { limit?: number } = {}): Promise<Row<TTable>[]> {
    const where = sql`${this.#table.data} @> ${serializeJson(part, this.#rules.limits)}::jsonb`;
    return this.getLatest(limit, { where });
  }

  /**
   * The newest events of a type, by an index on `(data ->> 'type')` if there is one. It reads `data.type`, whatever `typeOf`
   * says; where the type is elsewhere: `findByData`.
   */
  async findByType(type: string, { limit = 100 }: { limit?: number } = {}): Promise<Row<TTable>[]> {
    return this.getLatest(limit, { where: sql`${this.#table.data} ->> 'type' = ${type}` });
  }

  async #insert(batch: string): Promise<number> {
    const { rowCount } = await this.#executor.run((drizzle) =>
      drizzle.execute(sql`
        INSERT INTO ${this.#table} (id, data)
        SELECT id, data FROM jsonb_to_recordset(${batch}::jsonb) AS new (id uuid, data jsonb)
        ON CONFLICT (id) DO NOTHING`),
    );
    return rowCount ?? 0;
  }
}

function rowOf<TTable extends EventTable, TScope extends string>({ id, text, columns }: AdmittedEvent) {
  return { ...columns, id, data: asJson(text) } as unknown as NewRow<TTable, TScope>;
}
