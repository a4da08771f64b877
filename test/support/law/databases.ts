import { randomBytes } from "node:crypto";
import pg from "pg";

/** A new database on the server of this superuser's URL, with this schema in it; its URL. */
export async function createDatabase(server: string, sql: string): Promise<string> {
  const name = `law_${randomBytes(6).toString("hex")}`;
  await withConnection(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    await withConnection(url.href, (client) => client.query(sql));
  } catch (error) {
    await dropDatabase(server, url.href);
    throw error;
  }
  return url.href;
}

export async function dropDatabase(server: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withConnection(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

export async function withConnection<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}
