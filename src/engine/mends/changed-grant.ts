import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import type { Action } from "@supabase/pg-delta/plan";
import { quoteIdentifier } from "../../sql/quote.ts";
import { grantStatements, quotedGrantee, rightsOf, rightsText } from "../actions/grant.ts";
import { statement } from "../actions/statement.ts";
import { ownerOf } from "../facts/owner.ts";

/**
 * Rights that a role has and that change are told by what is gone and what is new. The engine revokes them all first, which
 * PostgreSQL refuses as soon as the role has passed one of them on. Manual: REVOKE, "Description".
 */
export function changeGrants(actions: readonly Action[], from: FactBase, to: FactBase): Action[] {
  const made = new Set(actions.flatMap(({ produces }) => produces.map(encodeId)));
  const changes = new Map(
    actions.flatMap((action) => {
      const [id] = action.produces;
      if (id?.kind !== "acl" || isPassedOn(id, from, to)) return [];
      if (holdersOf(id).some((holder) => made.has(encodeId(holder)))) return [];
      const [old, fact] = [from.get(id), to.get(id)];
      return old && fact ? [[encodeId(id), changeOf(action, id, [old, fact])] as const] : [];
    }),
  );
  return actions.flatMap((action) => {
    const [subject] = [...action.produces, ...action.destroys, ...action.consumes];
    const change = subject && changes.get(encodeId(subject));
    if (change === undefined) return [action];
    return action.produces.length > 0 ? change : [];
  });
}

type AclId = StableId & { kind: "acl" };

function holdersOf({ target, column }: AclId): StableId[] {
  if (column === undefined || !("schema" in target && "name" in target)) return [target];
  return [target, { kind: "column", schema: target.schema as string, table: target.name, name: column }];
}

/** To another owner, who has rights by that. */
function isPassedOn({ target }: AclId, from: FactBase, to: FactBase): boolean {
  return ownerOf(target, from) !== ownerOf(target, to);
}

function changeOf({ sql, consumes }: Action, id: AclId, [old, fact]: [Fact, Fact]): Action[] {
  const grantee = quotedGrantee(id.grantee);
  const column = id.column === undefined ? undefined : quoteIdentifier(id.column);
  // As the engine spells it.
  const on = sql.slice(`REVOKE ${rightsText(["ALL"], column)} ON `.length, -` FROM ${grantee}`.length);
  const [before, after] = [rightsOf(old), rightsOf(fact)];
  const revoke = (rights: readonly string[], option: string) =>
    rights.length === 0 ? [] : [`REVOKE ${option}${rightsText(rights, column)} ON ${on} FROM ${grantee}`];
  const gone = without(before.privileges, after.privileges);
  const grantable = without(after.grantable, before.grantable);
  const isNew = (right: string) => !before.privileges.includes(right) || grantable.includes(right);
  const statements = [
    ...revoke(gone, ""),
    ...revoke(without(before.grantable, [...after.grantable, ...gone]), "GRANT OPTION FOR "),
    ...grantStatements({ privileges: after.privileges.filter(isNew), grantable }, { on, grantee, column }),
  ];
  return statements.map((each) => statement(each, id, { consumes }));
}

function without(rights: readonly string[], others: readonly string[]): string[] {
  return rights.filter((right) => !others.includes(right));
}
