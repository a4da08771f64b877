// Rights on a column that the engine has no fact of: of a view, or one that a table has from a parent.
import type { Fact, StableId } from "@supabase/pg-delta/core";
import { grantStatements, rightsOf, rightsText } from "../actions/grant.ts";
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
      isLost: (change) => isMadeAbove(columnOfRight(change.part), change) || losesOnWhole(change),
      // Nobody knows how many are left.
      start: (change) => (losesOnWhole(change) ? "" : undefined),
      set: grantOnColumn,
    },
  },
};

function grantOnColumn({ fact, part, before, after }: TraitChange): string[] {
  const [column, grantee] = columnAndGrantee(part);
  const on = `TABLE ${quotedName(fact.id)}`;
  const rights = after?.split(", ") ?? [];
  const bare = (right: string) => right.replace("*", "");
  const told = {
    privileges: rights.map(bare),
    grantable: rights.filter((right) => right.endsWith("*")).map(bare),
  };
  return [
    ...(before === undefined ? [] : [`REVOKE ${rightsText(["ALL"], column)} ON ${on} FROM ${grantee}`]),
    ...grantStatements(told, { on, grantee, column }),
  ];
}

/**
 * With a right on the whole goes that on its columns, and the engine revokes all before it grants a role the first. Manual: REVOKE,
 * "Description".
 */
function losesOnWhole({ fact, part, from, to }: TraitChange): boolean {
  const id: StableId = { kind: "acl", target: fact.id, grantee: unquoted(columnAndGrantee(part)[1]) };
  const [before, after] = [rightsIn(from.get(id)), rightsIn(to.get(id))];
  return before.length === 0 ? after.length > 0 : before.some((right) => !after.includes(right));
}

function rightsIn(fact: Fact | undefined): readonly string[] {
  return fact === undefined ? [] : rightsOf(fact).privileges;
}

/** The column's own name. */
function columnOfRight(part: string): string {
  return unquoted(columnAndGrantee(part)[0]);
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function columnAndGrantee(part: string): [column: string, grantee: string] {
  const [, column = "", grantee = ""] = /^("(?:[^"]|"")*") TO (.*)$/s.exec(part) ?? [];
  return [column, grantee];
}
