import type { Fact, FactBase } from "../engine/index.ts";
import { readType } from "../sql/type-name.ts";

/** The domain a type is, and the domains that one is made of; empty for any other type and for arrays. */
export function domainsOf(facts: FactBase, type: string): Fact[] {
  const { schema, name, isArray } = readType(type) ?? {};
  if (schema === undefined || name === undefined || isArray) return [];
  const domain = facts.get({ kind: "domain", schema, name });
  return domain === undefined ? [] : [domain, ...domainsOf(facts, String(domain.payload.baseType))];
}

/** The CHECK constraints of a domain. */
export function checksOf(facts: FactBase, domain: Fact): Fact[] {
  return facts
    .childrenOf(domain.id)
    .filter(({ id, payload }) => id.kind === "constraint" && payload.type === "c");
}

/** True for a type that refuses values of its base type. */
export function isConstrained(facts: FactBase, type: string): boolean {
  return domainsOf(facts, type).some(
    (domain) => domain.payload.notNull === true || checksOf(facts, domain).length > 0,
  );
}

/** The columns of a domain and of the domains made of it. */
export function columnsOfDomain(facts: FactBase, domain: Fact): Fact[] {
  return facts.incomingEdges(domain.id).flatMap(({ from: id }) => {
    const user = facts.get(id);
    if (user?.id.kind === "domain") return columnsOfDomain(facts, user);
    return user?.id.kind === "column" ? [user] : [];
  });
}
