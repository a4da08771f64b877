// The indexes of partitions that belong to an index of the partitioned table, with their options and the comments on them.
import type { Fact } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { partitionNamed, type TableId } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { commentOn, optionChanges } from "./alter.ts";
import { attachIndex, isMadeApart } from "./attached-index.ts";
import { nameAfter } from "./attached-name.ts";
import { attached as attachedQuery, oldColumns } from "./attached-query.ts";
import type { Trait, TraitChange, TraitTopic, TraitValues } from "./trait.ts";

export const attached: TraitTopic = {
  sources: [{ sql: `(${attachedQuery})` }, { sql: oldColumns }],
  traits: {
    attached: { family: "table", isCompared: isPartitionInBoth, set: attachIndex },
    // The index is made anew for it.
    "attached definition": { family: "table", isCompared: isPartitionInBoth, set: () => [] },
    "attached options": {
      ...ofIndex("physical", ({ before, after }, { schema }, name) =>
        optionChanges(before, after).map((change) => `ALTER INDEX ${quoteName(name, schema)} ${change}`),
      ),
      // Behind its name.
      isOnIndex: true,
      isCompared: (values) => isPartitionInBoth(values) && (values.before ?? "") !== (values.after ?? ""),
      // It is made with those of the whole.
      start: ({ fact }) => traitsOf(fact)["index parameters"],
    },
    "comment on attached index": ofIndex("comment", ({ after }, { schema }, name) =>
      commentOn(`INDEX ${quoteName(name, schema)}`, after),
    ),
    "comment on attached constraint": ofIndex("comment", ({ after }, partition, name) =>
      commentOn(`CONSTRAINT ${quoteIdentifier(name)} ON ${quotedName(partition)}`, after),
    ),
  },
};

/** The indexes of a partition that comes or goes come and go with it. */
function isPartitionInBoth({ part, from, to }: TraitValues): boolean {
  return [from, to].every((facts) => partitionNamed(part, facts) !== undefined);
}

function ofIndex(
  family: Trait["family"],
  set: (change: TraitChange, partition: TableId, index: string) => string[],
): Trait {
  return {
    family,
    isCompared: isPartitionInBoth,
    isGone: (change) => partitionIn(change) === undefined,
    isLost: (change) => change.isMade((partitionIn(change) as Fact).id),
    set: (change) => set(change, (partitionIn(change) as Fact).id as TableId, indexName(change)),
  };
}

function partitionIn({ part, to }: TraitChange): Fact | undefined {
  return partitionNamed(part, to);
}

function indexName(change: TraitChange): string {
  const { fact, part, from, to } = change;
  const after = traitsOf(fact)[`attached:${part}`];
  return nameAfter({ ...change, after }, (index) => isMadeApart(index, from, to));
}
