// The parents of a table behind the first, which the engine reads.
import type { TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const severalParents: TraitTopic = {
  sources: [
    {
      // The numbers that PostgreSQL keeps have gaps once a parent was left.
      sql: `SELECT ${wholeOf("rel")},
        'parent:"' || replace(pn.nspname, '"', '""') || '"."' || replace(p.relname, '"', '""') || '"', i.place::text
      FROM rel JOIN (SELECT *, row_number() OVER (PARTITION BY inhrelid ORDER BY inhseqno) AS place FROM pg_inherits) AS i
        ON i.inhrelid = rel.oid
      JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE i.place > 1 AND rel.kind = 'table'`,
    },
  ],
  // Before anything else the table leaves what parents it has too many, and at the end it joins those it lacks.
  traits: { parent: { family: "table", isCreated: true, set: () => [] } },
};
