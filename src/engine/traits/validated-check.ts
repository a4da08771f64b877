// A check that a table has validated, while that of the parent from which it has it is NOT VALID.
import type { StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { checksAbove, inheritedChecks } from "../facts/inherited-check.ts";
import type { TableName } from "../facts/partitions.ts";
import { alter } from "./alter.ts";
import type { TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const validatedCheck: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("rel")}, 'validated check:' || con.conname, 'true'
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype = 'c' AND con.convalidated AND NOT con.conislocal
      WHERE EXISTS (SELECT FROM pg_inherits i JOIN pg_constraint above ON above.conrelid = i.inhparent
        WHERE i.inhrelid = rel.oid AND above.conname = con.conname AND above.contype = 'c' AND NOT above.convalidated)`,
    },
  ],
  traits: {
    "validated check": {
      family: "table",
      isLost: ({ fact, part, to, isMade }) =>
        checksAbove(part, fact.id as TableName & StableId, to).some(({ id }) => isMade(id)),
      // For one that is to be NOT VALID again, that of the parent is made anew.
      set: ({ fact, part, after, to }) =>
        after === undefined || !inheritedChecks(fact.id as TableName & StableId, to).has(part)
          ? []
          : [`${alter(fact)} VALIDATE CONSTRAINT ${quoteIdentifier(part)}`],
    },
  },
};
