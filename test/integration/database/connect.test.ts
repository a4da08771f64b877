import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, withClient } from "../../../src/database/connect.ts";
import { formatUrl, parseUrl, withDatabase } from "../../../src/database/url.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../../support/database.ts";

let database: TestDatabase;
const change = (parts: Record<string, string>) => formatUrl({ ...parseUrl(database.url), ...parts });

async function query(sql: string): Promise<Record<string, unknown>[]> {
  return await withClient(database.url, async (client) => (await client.query(sql)).rows);
}

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

test("withClient closes the connection when its work fails", async () => {
  const work = withClient(
    database.url,
    async () => {
      throw new Error("failed");
    },
    { applicationName: "failing" },
  );

  await expect(work).rejects.toThrow("failed");
  expect(await query("SELECT FROM pg_stat_activity WHERE application_name = 'failing'")).toEqual([]);
});

test("names itself to the server unless the URL does", async () => {
  const name = async (url: string) =>
    await withClient(url, async (client) => (await client.query("SHOW application_name")).rows[0]);

  expect(await name(database.url)).toEqual({ application_name: "varve" });
  expect(await name(change({ application_name: "mine" }))).toEqual({ application_name: "mine" });
});

test("hands the options of the URL to the server", async () => {
  const url = change({ options: "-c search_path=elsewhere -c statement_timeout=1234" });

  const rows = await withClient(url, async (client) => (await client.query("SHOW search_path")).rows);

  expect(rows).toEqual([{ search_path: "elsewhere" }]);
});

test("logs in with any password and to a database of any name", async () => {
  const password = `p@ss:w/o?r#d% 'x' "y" \\ é💥 ${"long".repeat(20)}`;
  const name = 'odd "name" / é%20';
  await query(`CREATE DATABASE "${name.replaceAll('"', '""')}"`);
  await query(
    `CREATE ROLE "o:d@d/" LOGIN PASSWORD E'${password.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
  );
  try {
    const url = change({ user: "o:d@d/", password, dbname: name });

    const row = await withClient(
      url,
      async (client) => (await client.query("SELECT current_user, current_database()")).rows[0],
    );

    expect(row).toEqual({ current_user: "o:d@d/", current_database: name });
  } finally {
    await query(`DROP DATABASE "${name.replaceAll('"', '""')}" WITH (FORCE)`);
    await query('DROP ROLE "o:d@d/"');
  }
});

describe("a connection that breaks", () => {
  test("does not end the process, and the next statement fails", async () => {
    const client = await connect(database.url);
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    await query(
      `SELECT pg_terminate_backend(${(await client.query("SELECT pg_backend_pid() AS pid")).rows[0].pid})`,
    );
    await ended;

    await expect(client.query("SELECT 1")).rejects.toThrow();
  });

  test("is ended by the signal, at any time", async () => {
    const stop = new AbortController();
    const work = withClient(database.url, (client) => client.query("SELECT pg_sleep(30)"), {
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 100);

    await expect(work).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(connect(database.url, { signal: stop.signal })).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });

  test("is given up at once when the signal comes while it is made", async () => {
    await withServer(
      () => {},
      async (url) => {
        const signal = AbortSignal.timeout(50);

        await expect(connect(url, { signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
      },
    );
  });
});

describe("what keeps a connection from being made has a code and a mend:", () => {
  test("a database that does not exist", async () => {
    await expect(connect(withDatabase(serverUrl, "no/such db"))).rejects.toMatchObject({
      code: "DATABASE_NOT_FOUND",
      message: expect.stringContaining('There is no database "no/such db" at 127.0.0.1:'),
    });
  });

  test("a wrong password, a missing one, an unknown user", async () => {
    const { password: _, ...withoutPassword } = parseUrl(database.url);

    for (const url of [
      change({ password: "wr0ng-secret" }),
      formatUrl(withoutPassword),
      change({ user: "nobody" }),
    ]) {
      const error = await connect(url).catch((error) => error);
      expect(error).toMatchObject({
        code: "AUTHENTICATION_FAILED",
        hint: expect.stringContaining("password"),
      });
      expect(error.message + JSON.stringify(error)).not.toContain("wr0ng-secret");
    }
  });

  test("a role that may not log in, or not to this database", async () => {
    const name = parseUrl(database.url).dbname;
    await query("CREATE ROLE closed PASSWORD 'closed-secret'");
    await query("CREATE ROLE outside LOGIN PASSWORD 'closed-secret'");
    await query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
    try {
      for (const user of ["closed", "outside"]) {
        await expect(connect(change({ user, password: "closed-secret" }))).rejects.toMatchObject({
          code: "AUTHENTICATION_FAILED",
          hint: expect.stringContaining("pg_hba.conf"),
        });
      }
    } finally {
      await query("DROP ROLE closed, outside");
    }
  });

  test("no connection left", async () => {
    const name = parseUrl(database.url).dbname;
    await query("CREATE ROLE late LOGIN PASSWORD 'late-secret'");
    await query(`GRANT CONNECT ON DATABASE ${name} TO late`);
    await query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    try {
      await expect(connect(change({ user: "late", password: "late-secret" }))).rejects.toMatchObject({
        code: "TOO_MANY_CONNECTIONS",
        hint: expect.stringContaining("DATABASE_POOL_MAX"),
      });
    } finally {
      await query(`REVOKE CONNECT ON DATABASE ${name} FROM late`);
      await query("DROP ROLE late");
    }
  });

  test("nothing listens there", async () => {
    const url = await withServer(
      () => {},
      async (url) => url,
    );

    await expect(connect(url)).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      message: expect.stringContaining("connection refused"),
      details: { host: "127.0.0.1", cause: "ECONNREFUSED" },
    });
  });

  test("a host that nobody knows, a socket that is not there", async () => {
    await expect(connect("postgresql://me:correct-horse@no-such-host.invalid/app")).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
    });
    await expect(connect("postgresql://me@%2Fno%2Fsuch%2Ffolder/app")).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      message: expect.stringContaining("no such socket"),
    });
  });

  test("no answer in time", async () => {
    await withServer(
      () => {},
      async (url) => {
        await expect(connect(url, { connectTimeoutMs: 100 })).rejects.toMatchObject({
          code: "DATABASE_UNREACHABLE",
          hint: expect.stringContaining("DATABASE_CONNECT_TIMEOUT_MS"),
        });
      },
    );
  });

  test("a server that hangs up", async () => {
    await withServer(
      (socket) => socket.end(),
      async (url) => {
        await expect(connect(url)).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
      },
    );
  });

  test("a server that is too old", async () => {
    await withServer(speakAsVersion("13.22"), async (url) => {
      await expect(connect(url)).rejects.toMatchObject({
        code: "SERVER_TOO_OLD",
        message: expect.stringContaining("13.22"),
      });
    });
  });
});

/** Something that listens on a free port while `fn` runs. */
async function withServer<T>(
  onSocket: (socket: Socket) => void,
  fn: (url: string) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    onSocket(socket.on("error", () => {}));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as { port: number };
  try {
    return await fn(`postgresql://me@127.0.0.1:${port}/app`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

/** A server that lets everybody in and answers every query with its version (PostgreSQL manual, 54.7 Message Formats). */
function speakAsVersion(version: string): (socket: Socket) => void {
  const message = (type: string, ...parts: (string | number[])[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const column = [0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0];
  const ready = message("Z", "I");
  const welcome = Buffer.concat([message("R", [0, 0, 0, 0]), ready]);
  const answer = Buffer.concat([
    message("T", [0, 1], "server_version\0", column),
    message("D", [0, 1, 0, 0, 0, version.length], version),
    message("C", "SHOW\0"),
    ready,
  ]);
  return (socket) => {
    socket.once("data", () => {
      socket.write(welcome);
      socket.once("data", () => socket.write(answer));
    });
  };
}
