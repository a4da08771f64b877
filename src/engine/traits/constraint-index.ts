// The index behind a primary key, unique or exclusion constraint, which is no object of its own.
import { quotedName } from "../names.ts";
import { commentOn, optionChanges } from "./alter.ts";
import type { TraitTopic } from "./trait.ts";

const constraint = "'constraint', rel.schema::text, rel.relname::text, con.conname::text";

export const constraintIndex: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${constraint}, 'index options', array_to_string(i.reloptions, ', ')
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype IN ('p', 'u', 'x')
      JOIN pg_class i ON i.oid = con.conindid WHERE i.reloptions IS NOT NULL AND con.conislocal AND i.relkind = 'i'`,
    },
    {
      sql: `SELECT ${constraint}, 'index parameters', array_to_string(i.reloptions, ', ')
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype IN ('p', 'u')
      JOIN pg_class i ON i.oid = con.conindid WHERE i.reloptions IS NOT NULL AND con.conislocal AND i.relkind = 'I'`,
    },
    {
      sql: `SELECT ${constraint}, 'comment on index', d.description
      FROM rel JOIN pg_constraint con ON con.conrelid = rel.oid AND con.contype IN ('p', 'u', 'x')
      JOIN pg_description d ON d.objoid = con.conindid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      WHERE con.conislocal`,
    },
  ],
  traits: {
    "index options": {
      family: "physical",
      set: ({ fact, before, after }) =>
        optionChanges(before, after).map((change) => `ALTER INDEX ${quotedName(fact.id)} ${change}`),
    },
    // Those of a partitioned table's can't be changed: they become a part of the definition, see scope.ts.
    "index parameters": { family: "physical", isCompared: () => false, set: () => [] },
    "comment on index": {
      family: "comment",
      set: ({ fact, after }) => commentOn(`INDEX ${quotedName(fact.id)}`, after),
    },
  },
};
