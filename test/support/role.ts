import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import { serverUrl, type TestDatabase } from "./database.ts";
import { query } from "./migrations.ts";

export interface TestRole {
  name: string;
  password: string;
  /** The database's URL as this role. */
  url: string;
  /** Databases that belong to the role, other than the one it was given. */
  databases(): Promise<unknown[]>;
}

/** A role that owns the database, with further attributes: `CREATEDB`. It is dropped after the test, the database before it. */
export async function createRole(
  database: Pick<TestDatabase, "url" | "drop">,
  attributes = "",
): Promise<TestRole> {
  const name = `role_${randomBytes(4).toString("hex")}`;
  const password = `pw/${randomBytes(8).toString("hex")}@`;
  const databaseName = new URL(database.url).pathname.slice(1);
  await query(serverUrl, `CREATE ROLE ${name} LOGIN ${attributes} PASSWORD '${password}'`);
  await query(serverUrl, `ALTER DATABASE ${databaseName} OWNER TO ${name}`);
  onTestFinished(async () => {
    await database.drop();
    await query(serverUrl, `DROP ROLE ${name}`);
  });
  const url = Object.assign(new URL(database.url), {
    username: name,
    password: encodeURIComponent(password),
  });
  return {
    name,
    password,
    url: url.href,
    databases: () =>
      query(
        serverUrl,
        `SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = '${name}' AND datname <> '${databaseName}'`,
      ),
  };
}
