// Rights on a column that the engine has no fact of: of a view, or one that a table has from a parent.
import { quotedName } from "../names.ts";
import { isMadeAbove } from "./parents-column.ts";
import type { TraitChange, TraitTopic } from "./trait.ts";

/** A part is `"column" TO "role"`, a value `SELECT, UPDATE*` with a star where the right may be passed on. */
export const columnRights: TraitTopic = {
  sources: [
    {
      sql: `SELECT a.kind, a.schema::text, NULL, a.relname::text,
        'column rights:' || '"' || replace(a.attname, '"', '""') || '" TO '
          || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE '"' || replace(pg_get_userbyid(x.grantee), '"', '""') || '"' END,
        string_agg(x.privilege_type || CASE WHEN x.is_grantable THEN '*' ELSE '' END, ', ' ORDER BY x.privilege_type)
      FROM att a JOIN rel ON rel.oid = a.attrelid CROSS JOIN LATERAL aclexplode(a.attacl) AS x
      WHERE (a.relkind IN ('v', 'm') OR a.relkind IN ('r', 'p') AND NOT a.attislocal) AND x.grantee <> rel.relowner
      GROUP BY a.kind, a.schema, a.relname, a.attname, x.grantee`,
    },
  ],
  traits: {
    "column rights": {
      family: "grant",
      ofColumn: columnOfRight,
      isLost: (change) => isMadeAbove(columnOfRight(change.part), change),
      set: grantOnColumn,
    },
  },
};

function grantOnColumn({ fact, part, before, after }: TraitChange): string[] {
  const [column, grantee] = columnAndGrantee(part);
  const on = `ON TABLE ${quotedName(fact.id)}`;
  const rights = after?.split(", ") ?? [];
  const grant = (some: readonly string[], option: string) => {
    const list = some.map((right) => `${right.replace("*", "")} (${column})`).join(", ");
    return some.length === 0 ? [] : [`GRANT ${list} ${on} TO ${grantee}${option}`];
  };
  return [
    ...(before === undefined ? [] : [`REVOKE ALL (${column}) ${on} FROM ${grantee}`]),
    ...grant(
      rights.filter((right) => !right.endsWith("*")),
      "",
    ),
    ...grant(
      rights.filter((right) => right.endsWith("*")),
      " WITH GRANT OPTION",
    ),
  ];
}

/** The column's own name. */
function columnOfRight(part: string): string {
  return columnAndGrantee(part)[0].slice(1, -1).replaceAll('""', '"');
}

function columnAndGrantee(part: string): [column: string, grantee: string] {
  const [, column = "", grantee = ""] = /^("(?:[^"]|"")*") TO (.*)$/s.exec(part) ?? [];
  return [column, grantee];
}
