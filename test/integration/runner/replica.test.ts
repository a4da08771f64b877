import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { serverVersion } from "../../support/database.ts";
import { createMigrations, query } from "../../support/migrations.ts";
import { startReplicated } from "../../support/replica.ts";

describe("a backfill on a server with a streaming replica", () => {
  let servers: Awaited<ReturnType<typeof startReplicated>>;
  beforeAll(async () => {
    servers = await startReplicated(serverVersion);
    await query(servers.primary.url, "CREATE TABLE t (id int PRIMARY KEY, n int)");
    await query(servers.primary.url, "INSERT INTO t SELECT g, 0 FROM generate_series(1, 1000) g");
  });
  afterAll(() => servers.stop());

  const changed = async (url: string) =>
    (await query(url, "SELECT count(*)::int FROM t WHERE n = 1"))[0]?.[0];

  it("waits while the replica is too far behind, and goes on when it has caught up", async () => {
    const { primary, replica } = servers;
    const { config, cwd } = await createMigrations({
      a: {
        up: ['backfill({ table: "t", set: { n: "1" }, batchSize: 50, pauseMs: 20, maxLagMs: 300 })'],
      },
    });
    await query(replica.url, "SELECT pg_wal_replay_pause()");
    const waits: string[] = [];
    let doneWhileBehind: unknown;
    await upgrade({
      config,
      cwd,
      url: primary.url,
      onEvent({ type, message }) {
        if (type !== "step:wait" || !/waits for/.test(message)) return;
        waits.push(message);
        if (waits.length === 3)
          void changed(primary.url).then((rows) => {
            doneWhileBehind = rows;
            return query(replica.url, "SELECT pg_wal_replay_resume()");
          });
      },
    });
    expect(waits[0]).toBe("a, step 1 waits for replica second: more than 0.3 s behind (maxLagMs)");
    expect(doneWhileBehind).toBeGreaterThan(0);
    expect(doneWhileBehind).toBeLessThan(1_000);
    expect(await changed(primary.url)).toBe(1_000);
  });

  it("does not look at replicas when it is told so", async () => {
    const { primary, replica } = servers;
    await query(primary.url, "UPDATE t SET n = 0");
    await query(replica.url, "SELECT pg_wal_replay_pause()");
    const { config, cwd } = await createMigrations({
      b: { up: ['backfill({ table: "t", set: { n: "1" }, batchSize: 50, maxLagMs: 0 })'] },
    });
    await upgrade({ config: { ...config, stateSchema: "other" }, cwd, url: primary.url });
    expect(await changed(primary.url)).toBe(1_000);
    await query(replica.url, "SELECT pg_wal_replay_resume()");
  });
});
