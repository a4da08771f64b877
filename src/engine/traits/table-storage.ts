// Where and how a relation is stored, as far as the engine doesn't read it.
import { quoteIdentifier } from "../../sql/quote.ts";
import { quotedName } from "../names.ts";
import { alter, optionChanges } from "./alter.ts";
import type { Trait, TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

const physical = (set: Trait["set"]): Trait => ({ family: "physical", set });

export const tableStorage: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("rel")}, 'access method', am.amname::text
      FROM rel JOIN pg_am am ON am.oid = rel.relam WHERE rel.relkind IN ('r', 'p', 'm') AND am.amname <> 'heap'`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'tablespace', ts.spcname::text
      FROM rel JOIN pg_tablespace ts ON ts.oid = rel.reltablespace WHERE rel.kind IN ('table', 'materializedView', 'index')`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'toast options', string_agg('toast.' || o, ', ' ORDER BY o)
      FROM rel JOIN pg_class toast ON toast.oid = rel.reltoastrelid, unnest(toast.reloptions) AS o
      GROUP BY rel.kind, rel.schema, rel.relname`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'unlogged', 'true'
      FROM rel WHERE rel.relkind = 'S' AND rel.relpersistence = 'u'
        -- The sequence of an identity column goes with its table.
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = rel.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'i')`,
    },
  ],
  traits: {
    "access method": physical(({ fact, after }) => [
      `${alter(fact)} SET ACCESS METHOD ${quoteIdentifier(after ?? "heap")}`,
    ]),
    tablespace: physical(({ fact, after }) => [
      `${alter(fact)} SET TABLESPACE ${quoteIdentifier(after ?? "pg_default")}`,
    ]),
    "toast options": physical(({ fact, before, after }) =>
      optionChanges(before, after).map((change) => `ALTER TABLE ${quotedName(fact.id)} ${change}`),
    ),
    unlogged: physical(({ fact, after }) => [
      `${alter(fact)} SET ${after === undefined ? "LOGGED" : "UNLOGGED"}`,
    ]),
  },
};
