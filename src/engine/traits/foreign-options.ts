// What a foreign data wrapper is told of a column, as of the name that it has on the other side.
import { quoteIdentifier, quoteLiteral, quoteName } from "../../sql/quote.ts";
import type { TraitChange, TraitTopic } from "./trait.ts";
import { column } from "./trait-rows.ts";

export const foreignOptions: TraitTopic = {
  sources: [
    {
      sql: `SELECT ${column}, 'foreign options',
        (SELECT json_object_agg(option_name, option_value ORDER BY option_name)::text FROM pg_options_to_table(a.attfdwoptions))
      FROM att a WHERE a.relkind = 'f' AND a.attfdwoptions IS NOT NULL`,
    },
  ],
  traits: { "foreign options": { family: "table", set: setForeignOptions } },
};

/** Manual: ALTER FOREIGN TABLE, "OPTIONS". */
function setForeignOptions({ fact, before, after }: TraitChange): string[] {
  const { schema, table, name } = fact.id as { schema: string; table: string; name: string };
  const [old, now] = [before, after].map((text) => new Map(Object.entries(optionsIn(text))));
  const set = [...(now ?? [])]
    .filter(([option, value]) => old?.get(option) !== value)
    .map(([option, value]) => {
      const verb = old?.has(option) ? "SET" : "ADD";
      return `${verb} ${quoteIdentifier(option)} ${quoteLiteral(value)}`;
    });
  const gone = [...(old?.keys() ?? [])].filter((option) => !now?.has(option));
  const changes = [...set, ...gone.map((option) => `DROP ${quoteIdentifier(option)}`)];
  if (changes.length === 0) return [];
  return [
    `ALTER FOREIGN TABLE ${quoteName(table, schema)} ALTER COLUMN ${quoteIdentifier(name)} OPTIONS (${changes.join(", ")})`,
  ];
}

function optionsIn(text: string | undefined): Record<string, string> {
  return text === undefined ? {} : JSON.parse(text);
}
