import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EmbeddedServer, startEmbedded, stopEmbedded } from "../../src/database/embedded.ts";

/** Two servers of their own: one to write to, and its streaming replica, a copy of its stopped files. */
export async function startReplicated(
  version: number,
): Promise<{ primary: EmbeddedServer; replica: EmbeddedServer; stop(): Promise<void> }> {
  const root = await mkdtemp(path.join(tmpdir(), "varve-replica-"));
  const [first, second] = [path.join(root, "primary"), path.join(root, "replica")];
  const { directory, port, url } = await startEmbedded({ directory: first, version });
  await stopEmbedded(first);
  const copy = path.join(second, path.basename(directory));
  mkdirSync(second);
  // With its owner.
  execFileSync("cp", ["-a", directory, copy]);
  writeFileSync(path.join(copy, "standby.signal"), "");
  const password = decodeURIComponent(new URL(url).password);
  const source = `host=127.0.0.1 port=${port} user=postgres password=${password} application_name=second`;
  appendFileSync(path.join(copy, "postgresql.auto.conf"), `primary_conninfo = '${source}'\n`);
  const primary = await startEmbedded({ directory: first, version, settings: { port: String(port) } });
  const replica = await startEmbedded({ directory: second, version });
  return {
    primary,
    replica,
    async stop() {
      await stopEmbedded(second);
      await stopEmbedded(first);
    },
  };
}
