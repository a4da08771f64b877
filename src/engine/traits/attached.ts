// The indexes of partitions that belong to an index of the partitioned table, with the comments on them.
import type { Fact } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../../sql/quote.ts";
import { traitsOf } from "../facts/complete-fact.ts";
import { partitionNamed, type TableId } from "../facts/partitions.ts";
import { quotedName } from "../names.ts";
import { commentOn } from "./alter.ts";
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
    "comment on attached index": comment(({ id }, name) => `INDEX ${quoteName(name, id.schema)}`),
    "comment on attached constraint": comment(
      ({ id }, name) => `CONSTRAINT ${quoteIdentifier(name)} ON ${quotedName(id)}`,
    ),
  },
};

/** The indexes of a partition that comes or goes come and go with it. */
function isPartitionInBoth({ part, from, to }: TraitValues): boolean {
  return [from, to].every((facts) => partitionNamed(part, facts) !== undefined);
}

interface Partition {
  readonly id: TableId;
}

function comment(target: (partition: Partition, index: string) => string): Trait {
  return {
    family: "comment",
    isCompared: isPartitionInBoth,
    isGone: (change) => partitionIn(change) === undefined,
    isLost: (change) => change.isMade((partitionIn(change) as Fact).id),
    set: (change) => commentOn(target(partitionIn(change) as Partition, indexName(change)), change.after),
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
