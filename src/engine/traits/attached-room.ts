import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { grouped } from "../../by-key.ts";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { statement } from "../actions/statement.ts";
import { partsWith, traitsOf } from "../facts/complete-fact.ts";
import { namesTaken } from "../facts/names-taken.ts";
import { partitionNamed, type TableId } from "../facts/partitions.ts";
import { attachIndex, isMadeApart } from "./attached-index.ts";
import { allNamesTaken, attachedTo, freeNames, isUsual } from "./attached-name.ts";

/** The index of a partition under a name that something else is to have. */
interface InTheWay {
  readonly index: Fact;
  readonly partition: Fact;
  readonly statements: readonly string[];
}

/**
 * PostgreSQL names the index of a partition without knowing of what is still to be made: what has that name afterwards, like an
 * index of the partition's own, finds it taken, so it is renamed right before.
 *
 * @param actions in their order
 */
export function makeRoom(
  actions: readonly Action[],
  from: FactBase,
  to: FactBase,
): { readonly placed: readonly Action[]; readonly room: ReadonlySet<string> } {
  const all = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  const names = new Set(actions.flatMap(({ produces }) => produces.flatMap((id) => namesTaken(id, to))));
  const inTheWay = grouped(indexesInTheWay({ names, made: all }, from, to));
  const said = new Set<string>();
  const made = new Set<string>();
  const placed = actions.flatMap((action) => {
    const isThere = ({ index, partition }: InTheWay) =>
      [index, partition].map(({ id }) => encodeId(id)).every((key) => made.has(key) || !all.has(key));
    const room = action.produces
      .flatMap((id) => namesTaken(id, to))
      // Of several that would get the name, the first has it.
      .flatMap((name) => inTheWay.get(name)?.find(isThere) ?? [])
      .flatMap(({ index, statements }) => statements.map((sql) => statement(sql, index.id)));
    for (const key of action.produces.map(encodeId)) made.add(key);
    for (const { sql } of room) said.add(sql);
    return [...room, action];
  });
  return { placed, room: said };
}

/** By the name. */
function indexesInTheWay(
  { names, made }: { readonly names: ReadonlySet<string>; readonly made: ReadonlySet<string> },
  from: FactBase,
  to: FactBase,
): (readonly [name: string, InTheWay])[] {
  const found: (readonly [string, InTheWay])[] = [];
  for (const index of to.facts())
    for (const [part, after] of partsWith("attached", index)) {
      const partition = partitionNamed(part, to);
      if (partition === undefined) continue;
      const table = partition.id as TableId;
      const isMade = (id: StableId) => made.has(encodeId(id));
      const isNew = isMade(index.id) || isMade(table);
      const given = traitsOf(index)[`default index:${part}`] ?? after;
      const name = isNew ? given : attachedTo(from.get(index.id), part);
      const key = `relation ${table.schema}.${name}`;
      if (name === undefined || !names.has(key)) continue;
      if (isNew && (isMadeApart(index, from, to) || allNamesTaken(from).has(key))) continue;
      const before = isNew ? undefined : traitsOf(from.get(index.id))[`attached:${part}`];
      const statements = isUsual(index, part)
        ? [renamed({ name, usual: after, wanted: attachedTo(index, part) }, table, [from, to])]
        : attachIndex({ fact: index, part, before, after, isMade, from, to });
      found.push([key, { index, partition, statements }]);
    }
  return found;
}

/** With another number, as it may have it already in another database, or after the way back. */
function renamed(
  {
    name,
    usual,
    wanted,
  }: { readonly name: string; readonly usual: string; readonly wanted: string | undefined },
  table: TableId,
  sides: readonly [FactBase, FactBase],
): string {
  const isFree = wanted !== undefined && !allNamesTaken(sides[0]).has(`relation ${table.schema}.${wanted}`);
  const next = isFree ? wanted : freeNames({ name: usual, table, count: 1 }, sides)[0];
  return `ALTER INDEX IF EXISTS ${quoteName(name, table.schema)} RENAME TO ${quoteIdentifier(next as string)}`;
}
