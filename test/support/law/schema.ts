// A schema as Varve reads it, and as pg_dump, an independent judge, writes it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Client } from "pg";
import {
  type Catalog,
  compare,
  extractCatalog,
  type FactBase,
  projectScope,
  type Scope,
  wholeDatabase,
} from "../../../src/engine/index.ts";

/** What two databases are compared by. */
export const wholeScope: Scope = { stateSchema: "varve", manage: wholeDatabase, include: [], exclude: [] };

export interface Schema {
  facts: FactBase;
  operators: Catalog["operators"];
  /** A statement an item; undefined where pg_dump is missing or older than the server. */
  dump: string[] | undefined;
}

export async function readSchema(client: Client, url: string, scope = wholeScope): Promise<Schema> {
  const catalog = await extractCatalog(client);
  const { facts } = projectScope(catalog, scope);
  return { facts, operators: catalog.operators, dump: await dump(client, url, scope) };
}

export function schemaDifferences(actual: Schema, expected: Schema): string[] {
  const found = compare(actual.facts, expected.facts).map((change) => `differs: ${JSON.stringify(change)}`);
  const [ours, theirs] = [actual.dump, expected.dump];
  if (ours === undefined || theirs === undefined) return found;
  return [
    ...found,
    ...without(ours, theirs).map((text) => `pg_dump of the result has, and should not: ${text}`),
    ...without(theirs, ours).map((text) => `pg_dump of the result lacks: ${text}`),
  ];
}

function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const execute = promisify(execFile);
let dumpVersion: number | undefined;

async function dump(client: Client, url: string, { manage }: Scope): Promise<string[] | undefined> {
  dumpVersion ??= await execute("pg_dump", ["--version"]).then(
    ({ stdout }) => Number(/(\d+)/.exec(stdout)?.[1]),
    () => 0,
  );
  const { rows } = await client.query("SHOW server_version_num");
  if (dumpVersion < Math.floor(Number(rows[0].server_version_num) / 10_000)) return undefined;
  const left = [...(manage.has("owner") ? [] : ["-O"]), ...(manage.has("grant") ? [] : ["-x"])];
  const { stdout } = await execute("pg_dump", ["-s", ...left, "-d", url], { maxBuffer: 1e8 });
  return (
    stdout
      .replace(/^--.*\n/gm, "")
      .replace(/^\\(un)?restrict.*\n/gm, "")
      // Read again, it is in small letters.
      .replace(/EXTRACT\(\w+ FROM/g, (field) => field.replace(/\(\w+/, (name) => name.toLowerCase()))
      .split("\n\n")
      .map((text) => inOrder(text.trim()))
      .filter((text) => text !== "")
  );
}

/** The order of columns can't be changed; that of options and grants says nothing, nor does the space before VALUES. */
function inOrder(statement: string): string {
  if (/^(GRANT|REVOKE) /.test(statement)) return statement.split("\n").sort().join("\n");
  // Where a partition has several indexes on the same columns, PostgreSQL numbers them as they come.
  if (/^(CREATE (UNIQUE )?INDEX|ALTER INDEX)/.test(statement))
    return statement.replace(/_(idx|key|excl)\d+\b/g, "_$1");
  if (/^CREATE (MATERIALIZED )?VIEW/.test(statement)) return statement.replaceAll("( VALUES", "(VALUES");
  const statistics = /^(CREATE STATISTICS .* ON )(.*)( FROM .*)$/.exec(statement);
  if (statistics !== null) return `${statistics[1]}${statistics[2]?.split(", ").sort()}${statistics[3]}`;
  if (!/^CREATE (UNLOGGED )?TABLE/.test(statement)) return statement;
  const lines = statement
    .split("\n")
    .map((line) =>
      line
        .replace(/,$/, "")
        .replace(/^WITH \((.*)\)/, (_, options: string) => `WITH (${options.split(", ").sort().join(", ")})`),
    );
  return lines.sort().join("\n");
}
