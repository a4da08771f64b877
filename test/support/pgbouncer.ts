import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** Debian's package; without it the tests that need it are skipped. */
export const hasPgBouncer = spawnSync("pgbouncer", ["--version"]).status === 0;

/** A PgBouncer in transaction mode in front of a server; `url` leads through it. */
export async function startPgBouncer(serverUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = new URL(serverUrl);
  const port = await freePort();
  const folder = await mkdtemp(path.join(tmpdir(), "varve-pgbouncer-"));
  await chmod(folder, 0o755);
  const password = decodeURIComponent(server.password);
  const ini = `[databases]
* = host=${server.hostname} port=${server.port} user=${server.username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
ignore_startup_parameters = extra_float_digits,options
default_pool_size = 20
`;
  const file = path.join(folder, "pgbouncer.ini");
  await writeFile(file, ini);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn("pgbouncer", ["-q", ...user, file], { stdio: "ignore" });
  const url = new URL(serverUrl);
  url.port = String(port);
  await untilItAnswers(url.href);
  return {
    url: url.href,
    async stop() {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await Promise.race([exit, sleep(2_000)]);
      child.kill("SIGKILL");
    },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      return await client.end();
    } catch {
      await sleep(100);
    }
  }
  throw new Error("PgBouncer does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
