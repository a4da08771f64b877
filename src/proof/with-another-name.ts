import type { Client } from "pg";
import { quoteIdentifier } from "../sql/quote.ts";

/**
 * Runs `fn` while the schema has another name and is found by the search path alone, as each tenant's is. What says
 * the old name fails.
 */
export async function withAnotherName<T>(client: Client, schema: string, fn: () => Promise<T>): Promise<T> {
  const [own, other] = [schema, `${schema}_elsewhere`].map(quoteIdentifier);
  await client.query(`ALTER SCHEMA ${own} RENAME TO ${other}; SET search_path = ${other}`);
  const back = () => client.query(`RESET search_path; ALTER SCHEMA ${other} RENAME TO ${own}`);
  const result = await fn().catch(async (error: unknown) => {
    // What failed may have left a transaction or a connection in which nothing runs; that is not the news.
    await back().catch(() => {});
    throw error;
  });
  await back();
  return result;
}
