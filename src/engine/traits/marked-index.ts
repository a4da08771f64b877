// The index that a table is clustered on, or identified by.
import type { StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { partitionedAncestors, type TableName } from "../facts/partitions.ts";
import { alter } from "./alter.ts";
import type { TraitChange, TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const markedIndex: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("rel")}, 'cluster', i.relname::text
      FROM rel JOIN pg_index x ON x.indrelid = rel.oid AND x.indisclustered JOIN pg_class i ON i.oid = x.indexrelid`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'replica identity', i.relname::text
      FROM rel JOIN pg_index x ON x.indrelid = rel.oid AND x.indisreplident JOIN pg_class i ON i.oid = x.indexrelid
      WHERE rel.relreplident = 'i'`,
    },
  ],
  traits: {
    cluster: {
      family: "physical",
      isOnIndex: true,
      isLost: isIndexMade,
      set: ({ fact, after }) => [
        `${alter(fact)} ${after === undefined ? "SET WITHOUT CLUSTER" : `CLUSTER ON ${quoteIdentifier(after)}`}`,
      ],
    },
    // Only while its columns are NOT NULL can an index be it. Manual: ALTER TABLE, "REPLICA IDENTITY".
    "replica identity": {
      family: "table",
      isOnIndex: true,
      isLost: isIndexMade,
      clear: ({ fact, before }) => (before === undefined ? [] : [`${alter(fact)} REPLICA IDENTITY DEFAULT`]),
      set: ({ fact, after }) =>
        after === undefined ? [] : [`${alter(fact)} REPLICA IDENTITY USING INDEX ${quoteIdentifier(after)}`],
    },
  },
};

/** An index, or the constraint it is behind; on a partition also that of the parent which it is a part of. */
function isIndexMade({ fact, after, to, isMade }: TraitChange): boolean {
  const { schema, name: table } = fact.id as TableName & StableId;
  const name = String(after);
  const own: StableId[] = [
    { kind: "index", schema, name },
    { kind: "constraint", schema, table, name },
  ];
  const above = partitionedAncestors(fact, to).flatMap((parent) => to.childrenOf(parent));
  const wholes = above.filter((index) => traitsOf(index)[`attached:${schema}.${table}`] === name);
  return [...own.filter((id) => to.has(id)), ...wholes.map(({ id }) => id)].some(isMade);
}
