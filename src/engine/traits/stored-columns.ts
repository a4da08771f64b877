// How columns are stored, where it is not as their types have it.
import { optionChanges } from "./alter.ts";
import { columnSetting, isUsual, typeOf } from "./column-setting.ts";
import type { TraitTopic } from "./trait.ts";
import { wholeOf } from "./trait-rows.ts";

/** Of a column, or of a part of what it is in: of a materialized view, or of a table that has it from a parent. */
const isPart = "a.relkind = 'm' OR NOT a.attislocal";
const ofColumn = (trait: string) => `CASE WHEN ${isPart} THEN a.kind ELSE 'column' END, a.schema::text,
        CASE WHEN ${isPart} THEN NULL ELSE a.relname::text END, CASE WHEN ${isPart} THEN a.relname::text ELSE a.attname::text END,
        '${trait}' || CASE WHEN ${isPart} THEN ':' || a.attname ELSE '' END`;

export const storedColumns: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${ofColumn("storage")},
        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
      FROM att a WHERE a.relkind IN ('r', 'p', 'm') AND a.attstorage <> a.typstorage`,
    },
    {
      sql: `SELECT ${wholeOf("a")}, 'storage:' || a.attname, 'default'
      FROM inherited a WHERE a.attstorage = a.typstorage AND a.parent_storage <> a.typstorage`,
    },
    {
      sql: `SELECT ${ofColumn("compression")}, CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END
      FROM att a WHERE a.relkind IN ('r', 'p', 'm') AND a.attcompression <> ''`,
    },
    {
      sql: `SELECT ${wholeOf("a")}, 'compression:' || a.attname, 'default'
      FROM inherited a WHERE a.attcompression = '' AND a.parent_compression <> ''`,
    },
    {
      sql: `SELECT ${ofColumn("statistics")}, a.attstattarget::text
      FROM att a WHERE a.relkind IN ('r', 'p', 'm') AND coalesce(a.attstattarget, -1) >= 0`,
    },
    {
      sql: `SELECT ${wholeOf("rel")}, 'statistics:' || a.attnum, a.attstattarget::text
      FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND coalesce(a.attstattarget, -1) >= 0
      WHERE rel.kind = 'index'`,
    },
    {
      // Some minor versions stamp every column with a counter of their own.
      sql: `SELECT ${ofColumn("options")}, string_agg(o, ', ' ORDER BY o)
      FROM att a, unnest(a.attoptions) AS o WHERE a.relkind IN ('r', 'p', 'm') AND o NOT LIKE 'pg\\_attver=%'
      GROUP BY a.kind, a.relkind, a.attislocal, a.schema, a.relname, a.attname`,
    },
  ],
  traits: {
    storage: columnSetting("storage", {
      isOfType: true,
      isCopied: true,
      isPassedDown: true,
      actions: (change) => [
        `SET STORAGE ${isUsual(change.after) ? usualStorage(typeOf(change)) : change.after}`,
      ],
    }),
    compression: columnSetting("compression", {
      isOfType: true,
      isCopied: true,
      actions: ({ after = "default" }) => [`SET COMPRESSION ${after}`],
    }),
    statistics: columnSetting("statistics", {
      isPassedDown: true,
      actions: ({ after = "-1" }) => [`SET STATISTICS ${after}`],
    }),
    options: columnSetting("options", { actions: ({ before, after }) => optionChanges(before, after) }),
  },
};

/** Only these types have another storage than the one that compresses and moves out. */
function usualStorage(type: string): string {
  return /^(numeric|inet|cidr)\b/.test(type) ? "MAIN" : "EXTENDED";
}
