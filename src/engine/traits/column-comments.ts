// Comments on columns that the engine has no fact of: of a view or a composite type, or those that a table has from a parent.
import { quoteIdentifier } from "../../sql/quote.ts";
import { quotedName } from "../names.ts";
import { commentOn } from "./alter.ts";
import { isMadeAbove } from "./parents-column.ts";
import type { TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const columnComments: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("a")}, 'comment on column:' || a.attname, d.description
      FROM att a JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
      WHERE a.relkind IN ('v', 'm', 'c') OR NOT a.attislocal`,
    },
  ],
  traits: {
    "comment on column": {
      family: "comment",
      ofColumn: (part) => part,
      isLost: (change) => isMadeAbove(change.part, change),
      set: ({ fact, part, after }) =>
        commentOn(`COLUMN ${quotedName(fact.id)}.${quoteIdentifier(part)}`, after),
    },
  },
};
