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
