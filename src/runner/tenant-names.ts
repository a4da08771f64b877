// A tenant's revisions name no schema: what they mean is told by the search path, in each transaction and, where the session is
// ours, outside of them.

import { quoteIdentifier } from "../sql/quote.ts";
import type { Work } from "./work.ts";

/** The tenant's schema and PostgreSQL's own: nothing of anybody else's is found by chance. Pure. */
export function searchPath(tenant: string): string {
  return quoteIdentifier(tenant);
}

/** The statements, if any, that make a session of ours as new: what one revision sets must not reach the next. Pure. */
export function freshSession({ isOurs, tenant }: Pick<Work, "isOurs" | "tenant">): string {
  if (!isOurs) return "";
  const path = tenant === undefined ? "" : `SET search_path = ${searchPath(tenant)}; `;
  return `RESET ALL; RESET ROLE; ${path}`;
}

/** Runs queries of `fn`, outside of transactions so far, where names mean the tenant's. */
export async function withTenantNames<T>(
  { client, isOurs, tenant }: Pick<Work, "client" | "isOurs" | "tenant">,
  fn: () => Promise<T>,
): Promise<T> {
  if (tenant === undefined || client.getTransactionStatus() !== "I") return fn();
  if (isOurs) {
    await client.query(freshSession({ isOurs, tenant }));
    return fn();
  }
  await client.query(`BEGIN; SET LOCAL search_path = ${searchPath(tenant)}`);
  try {
    return await fn();
  } finally {
    await client.query("ROLLBACK").catch(() => {});
  }
}
