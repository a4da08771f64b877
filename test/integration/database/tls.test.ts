import { chmod, chown, copyFile, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, withClient } from "../../../src/database/connect.ts";
import { startEmbedded, stopEmbedded } from "../../../src/database/embedded.ts";
import { formatUrl, parseUrl } from "../../../src/database/url.ts";
import { serverUrl, serverVersion } from "../../support/database.ts";

// A certificate for "localhost" and no other name, and the authority that signed it.
const certificates = path.resolve(import.meta.dirname, "../../support/tls");
const authority = path.join(certificates, "authority.pem");
let directory: string;
let url: string;

beforeAll(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), "tls-")), ".varve");
  const { directory: data } = await startEmbedded({ directory, version: serverVersion });
  const { uid, gid } = await stat(data);
  for (const name of ["server.crt", "server.key"]) {
    await copyFile(path.join(certificates, name), path.join(data, name));
    // git keeps no more of a mode than whether a file can be run.
    await chmod(path.join(data, name), 0o600);
    await chown(path.join(data, name), uid, gid);
  }
  await stopEmbedded(directory);
  ({ url } = await startEmbedded({ directory, version: serverVersion, settings: { ssl: "on" } }));
});

afterAll(async () => {
  await stopEmbedded(directory);
});

const change = (parts: Record<string, string>) => formatUrl({ ...parseUrl(url), ...parts });

async function isEncrypted(url: string): Promise<boolean> {
  const sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
  return await withClient(url, async (client) => (await client.query(sql)).rows[0].ssl);
}

test("sslmode=verify-full connects to the name in the certificate", async () => {
  expect(
    await isEncrypted(change({ host: "localhost", sslmode: "verify-full", sslrootcert: authority })),
  ).toBe(true);
});

test("sslmode=verify-full refuses another name, sslmode=verify-ca does not mind it", async () => {
  await expect(connect(change({ sslmode: "verify-full", sslrootcert: authority }))).rejects.toMatchObject({
    code: "TLS_FAILED",
    hint: expect.stringContaining("host name"),
  });
  expect(await isEncrypted(change({ sslmode: "verify-ca", sslrootcert: authority }))).toBe(true);
});

test("an unknown authority is refused, unless sslmode=require does not ask for one", async () => {
  await expect(connect(change({ host: "localhost", sslmode: "verify-full" }))).rejects.toMatchObject({
    code: "TLS_FAILED",
    hint: expect.stringContaining("sslrootcert"),
  });
  expect(await isEncrypted(change({ sslmode: "require" }))).toBe(true);
});

test("channel binding works over TLS", async () => {
  expect(await isEncrypted(change({ sslmode: "require", channel_binding: "require" }))).toBe(true);
});

test.runIf(serverVersion >= 17)("the handshake may come at once", async () => {
  expect(await isEncrypted(change({ sslmode: "require", sslnegotiation: "direct" }))).toBe(true);
});

test("a server without TLS is refused with the mend", async () => {
  await expect(connect(formatUrl({ ...parseUrl(serverUrl), sslmode: "require" }))).rejects.toMatchObject({
    code: "TLS_FAILED",
    hint: expect.stringContaining("ssl = on"),
  });
});
