// The indexes of partitions that belong to an index of the partitioned table.
import { partitionNamed } from "../facts/partitions.ts";
import { attachIndex } from "./attached-index.ts";
import { attached as attachedQuery, oldColumns } from "./attached-query.ts";
import type { TraitTopic, TraitValues } from "./trait.ts";

export const attached: TraitTopic = {
  sources: [{ sql: `(${attachedQuery})` }, { sql: oldColumns }],
  traits: {
    attached: { family: "table", isCompared: isPartitionInBoth, set: attachIndex },
    // The index is made anew for it.
    "attached definition": { family: "table", isCompared: isPartitionInBoth, set: () => [] },
  },
};

/** The indexes of a partition that comes or goes come and go with it. */
function isPartitionInBoth({ part, from, to }: TraitValues): boolean {
  return [from, to].every((facts) => partitionNamed(part, facts) !== undefined);
}
