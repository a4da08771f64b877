// The statistics objects of a table, with their targets, comments and owners: to the engine they are no objects.
import type { StableId } from "@supabase/pg-delta/core";
import { traitsOf } from "../facts/complete-fact.ts";
import { columnsOf } from "../facts/inherited-column.ts";
import type { TableName } from "../facts/partitions.ts";
import { commentOn } from "./alter.ts";
import { callsMade } from "./calls-made.ts";
import type { Trait, TraitChange, TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

export const statisticsObjects: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${wholeOf("rel")}, 'statistics object:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname),
          -- PostgreSQL keeps the columns in the order of the table, whatever was written.
          'CREATE STATISTICS ' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname)
          || coalesce(substring(pg_get_statisticsobjdef(st.oid) FROM '( \\([a-z, ]+\\)) ON '), '') || ' ON ' || concat_ws(', ',
            (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
              WHERE a.attrelid = st.stxrelid AND a.attnum = ANY (st.stxkeys)),
            (SELECT string_agg('(' || e || ')', ', ')
              FROM unnest(pg_get_statisticsobjdef_expressions(st.oid)) AS e))
          || ' FROM ' || quote_ident(rel.schema) || '.' || quote_ident(rel.relname)
        FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'statistics target:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname), st.stxstattarget::text
        FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace
        WHERE st.stxstattarget >= 0`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'comment on statistics:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname), d.description
        FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace
        JOIN pg_description d ON d.objoid = st.oid AND d.classoid = 'pg_statistic_ext'::regclass`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'owner of statistics:' || quote_ident(sn.nspname) || '.' || quote_ident(st.stxname), quote_ident(pg_get_userbyid(st.stxowner))
        FROM rel JOIN pg_statistic_ext st ON st.stxrelid = rel.oid JOIN pg_namespace sn ON sn.oid = st.stxnamespace`,
    },
  ],
  traits: {
    "statistics object": {
      family: "physical",
      isLost: (change) => isDefinitionLost(change.before, change),
      clear: ({ part, before }) => (before === undefined ? [] : [`DROP STATISTICS ${part}`]),
      set: ({ after }) => (after === undefined ? [] : [after]),
    },
    "statistics target": onObject("physical", ({ part, after = -1 }) => [
      `ALTER STATISTICS ${part} SET STATISTICS ${after}`,
    ]),
    "comment on statistics": onObject("comment", ({ part, after }) => commentOn(`STATISTICS ${part}`, after)),
    "owner of statistics": onObject("owner", ({ part, after }) =>
      after === undefined ? [] : [`ALTER STATISTICS ${part} OWNER TO ${after}`],
    ),
  },
};

/** What a statistics object has comes and goes with it. */
function onObject(family: Trait["family"], set: Trait["set"]): Trait {
  return { family, isGone: (change) => definitionIn("to", change) === undefined, isLost: isObjectMade, set };
}

function isObjectMade(change: TraitChange): boolean {
  const before = definitionIn("from", change);
  return before !== definitionIn("to", change) || isDefinitionLost(before, change);
}

/** A column that it is of, or a function that it calls, is made anew under it. */
function isDefinitionLost(definition: string | undefined, change: TraitChange): boolean {
  const columns = columnsOf(change.fact.id as TableName & StableId, change.to).values();
  return (
    [...columns].some(({ id }) => change.from.has(id) && change.isMade(id)) ||
    callsMade(String(definition), change)
  );
}

function definitionIn(side: "from" | "to", change: TraitChange): string | undefined {
  return traitsOf(change[side].get(change.fact.id))[`statistics object:${change.part}`];
}
