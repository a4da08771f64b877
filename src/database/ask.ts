import type { ClientBase } from "pg";

/** The rows of a query, as arrays. `prepare`: what it needs, run before it; nothing of that stays. */
export async function ask(client: ClientBase, text: string, prepare?: string): Promise<unknown[][]> {
  const query = async () => (await client.query<unknown[]>({ text, rowMode: "array" })).rows;
  if (prepare === undefined) return query();
  const isOpen = client.getTransactionStatus() !== "I";
  await client.query(isOpen ? "SAVEPOINT varve_ask" : "BEGIN");
  try {
    await client.query(prepare);
    return await query();
  } finally {
    const end = isOpen ? "ROLLBACK TO SAVEPOINT varve_ask; RELEASE SAVEPOINT varve_ask" : "ROLLBACK";
    // When the connection is lost, the query's own error tells more.
    await client.query(end).catch(() => {});
  }
}

/**
 * True when a query says that what it speaks of is not there yet, or not as it will be, or that what prepares it is still there as it
 * was before. Manual: Appendix A, class 42.
 */
export function isTooEarly(error: unknown): boolean {
  return tooEarly.has((error as { code?: string }).code ?? "");
}

const tooEarly = new Set("42P01 42703 42883 42704 3F000 42846 42804 42710 42P06 42723 42P07".split(" "));
