import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clientConfig,
  databaseUrl,
  parseSettings,
  poolConfig,
  redact,
} from "../../../src/database/settings.ts";

const strong = "correct-horse-battery";
const remote = `postgresql://me:${strong}@db.example.com/app`;
const parse = (url: string, env: NodeJS.ProcessEnv = {}) => parseSettings(url, { env });

describe("databaseUrl", () => {
  test("is undefined when the environment names no database", () => {
    expect(databaseUrl({})).toBeUndefined();
    expect(databaseUrl({ DATABASE_URL: "", PGPASSWORD: "x", PGSSLMODE: "require" })).toBeUndefined();
  });

  test("takes DATABASE_URL as it is, before all others", () => {
    const env = { DATABASE_URL: remote, DATABASE_HOST: "other", PGHOST: "third" };

    expect(databaseUrl(env)).toBe(remote);
  });

  test("takes DATABASE_HOST and its kin before libpq's PG*", () => {
    const env = {
      DATABASE_HOST: "db",
      DATABASE_NAME: "app",
      PGHOST: "other",
      PGUSER: "me",
      PGDATABASE: "third",
    };

    expect(databaseUrl(env)).toBe("postgresql://db/app");
  });

  test("takes libpq's PG* with all they say", () => {
    const env = { PGHOST: "::1", PGPORT: "5433", PGUSER: "me", PGDATABASE: "app", PGSSLMODE: "require" };

    expect(databaseUrl(env)).toBe("postgresql://me@[::1]:5433/app?sslmode=require");
  });

  test("keeps every value, whatever characters are in it", () => {
    const text = fc.string({ unit: "binary", minLength: 1 }).filter((value) => !value.includes("\0"));
    fc.assert(
      fc.property(fc.tuple(text, text, text), ([user, password, dbname]) => {
        const own = {
          DATABASE_HOST: "localhost",
          DATABASE_USER: user,
          DATABASE_PASSWORD: password,
          DATABASE_NAME: dbname,
        };
        const libpq = { PGHOST: "localhost", PGUSER: user, PGPASSWORD: password, PGDATABASE: dbname };

        for (const env of [own, libpq]) {
          const settings = parse(databaseUrl(env) ?? "");
          expect(settings).toMatchObject({ host: "localhost", user, database: dbname });
          expect(settings.password).toBe(password);
        }
      }),
    );
  });
});

describe("parseSettings", () => {
  test("has libpq's defaults", () => {
    expect(parse("postgresql://me@localhost")).toMatchObject({
      host: "localhost",
      port: 5432,
      user: "me",
      database: "me",
    });
  });

  test("fills what the URL leaves open from libpq's variables, and nothing else", () => {
    const settings = parse("postgresql://me@localhost/app", {
      PGPASSWORD: "pw",
      PGDATABASE: "other",
      PGPORT: "5433",
    });

    expect(settings).toMatchObject({ user: "me", database: "app", port: 5433 });
    expect(settings.password).toBe("pw");
  });

  test("is frozen, and shows the password nowhere", () => {
    const settings = parse(remote);

    expect(Object.isFrozen(settings)).toBe(true);
    expect(settings.password).toBe(strong);
    expect(inspect(settings, { showHidden: false }) + JSON.stringify(settings)).not.toContain(strong);
    expect(inspect(clientConfig(settings)) + JSON.stringify(clientConfig(settings))).not.toContain(strong);
  });

  test("reports all problems at once", () => {
    const url =
      "postgresql://me@localhost:99999/app?sslmod=require&sslmode=on&sslcert=a&channel_binding=yes&connect_timeout=soon";
    const env = { DATABASE_POOL_MAX: "0", DATABASE_STATEMENT_TIMEOUT_MS: "-1" };

    expect(() => parse(url, env)).toThrow(
      expect.objectContaining({
        code: "CONNECTION_SETTINGS_INVALID",
        details: {
          problems: [
            'the parameter "sslmod" is not known; did you mean "sslmode"?',
            "port is not a whole number from 1 to 65535",
            'sslmode is "on", not one of disable, allow, prefer, require, no-verify, verify-ca, verify-full',
            'channel_binding is "yes", not one of disable, prefer, require',
            "sslcert and sslkey belong together",
            "connect_timeout is not a whole number from 0 to 1000000",
            "DATABASE_POOL_MAX is not a whole number from 1 to 2147483647",
            "DATABASE_STATEMENT_TIMEOUT_MS is not a whole number from 0 to 2147483647",
          ],
        },
      }),
    );
  });

  test("refuses several hosts", () => {
    expect(() => parse(`postgresql://me:${strong}@a,b/app`)).toThrow("exactly one host");
    expect(() => parse(`postgresql://me:${strong}@/app?host=a,b`)).toThrow("exactly one host");
  });

  test("takes the limits from the environment", () => {
    const env = {
      DATABASE_POOL_MAX: "3",
      DATABASE_STATEMENT_TIMEOUT_MS: "2000",
      DATABASE_CONNECT_TIMEOUT_MS: "500",
    };

    expect(poolConfig(parse("postgresql://me@localhost", env))).toMatchObject({
      max: 3,
      statement_timeout: 2000,
      connectionTimeoutMillis: 500,
    });
    expect(poolConfig(parse("postgresql://me@localhost"))).not.toHaveProperty("statement_timeout");
    expect(parse("postgresql://me@localhost?connect_timeout=4", env).connectTimeoutMs).toBe(4000);
  });
});

describe("TLS", () => {
  const tlsOf = (url: string, env?: NodeJS.ProcessEnv) => parse(url, env).tls.mode;

  test.each(["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]", "%2Fvar%2Frun"])(
    "is not used for %s",
    (host) => {
      expect(tlsOf(`postgresql://me@${host}/app`)).toBe("off");
      expect(clientConfig(parse(`postgresql://me@${host}/app`)).ssl).toBe(false);
    },
  );

  test.each(["db", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "0x7f000001"])(
    "is verified for %s unless the URL says otherwise",
    (host) => {
      const url = `postgresql://me:${strong}@${host}/app`;

      expect(tlsOf(url)).toBe("verify-full");
      expect(clientConfig(parse(url)).ssl).toEqual({ rejectUnauthorized: true });
      expect(parse(url).warnings).toEqual([]);
    },
  );

  test.each([
    ["disable", "off", 1],
    ["allow", "unverified", 1],
    ["prefer", "unverified", 1],
    ["require", "unverified", 1],
    ["no-verify", "unverified", 1],
    ["verify-ca", "verify-ca", 0],
    ["verify-full", "verify-full", 0],
  ])("sslmode=%s means %s elsewhere, with a warning when that is not safe", (sslmode, mode, warnings) => {
    const settings = parse(`${remote}?sslmode=${sslmode}`);

    expect(settings.tls.mode).toBe(mode);
    expect(settings.warnings).toHaveLength(warnings);
  });

  test("sslmode=require verifies the authority when there is a certificate of one, as with libpq", () => {
    expect(tlsOf(`${remote}?sslmode=require&sslrootcert=/ca.pem`)).toBe("verify-ca");
    expect(tlsOf(`${remote}?sslmode=require&sslrootcert=system`)).toBe("unverified");
  });

  test("PGSSLMODE is heard where the URL says nothing", () => {
    expect(tlsOf(remote, { PGSSLMODE: "require" })).toBe("unverified");
    expect(tlsOf(`${remote}?sslmode=verify-full`, { PGSSLMODE: "disable" })).toBe("verify-full");
  });

  test("names the parameter whose file cannot be read", () => {
    expect(() => clientConfig(parse(`${remote}?sslrootcert=/no/such.pem`))).toThrow(
      expect.objectContaining({ code: "TLS_FAILED", message: expect.stringContaining("sslrootcert") }),
    );
  });
});

describe("passwords", () => {
  test.each([
    ["", "is missing"],
    [":short", "has fewer than 8 characters"],
    [":password123", "is one of the first that are tried"],
    [":Postgres", "is one of the first that are tried"],
    [":1234567890", "is one of the first that are tried"],
    [":aaaaaaaaaaaa", "is one of the first that are tried"],
    [":inventory", "is a name from the same URL"],
  ])("refuses user%s on another machine: %s", (password, weakness) => {
    const url = `postgresql://me${password}@db.example.com/inventory`;

    expect(() => parse(url)).toThrow(
      expect.objectContaining({
        code: "PASSWORD_REFUSED",
        message: `The password of "me" at db.example.com ${weakness}.`,
      }),
    );
    expect(parse(url, { DATABASE_ALLOW_WEAK_PASSWORD: "true" }).warnings).toHaveLength(1);
  });

  test("are not looked at on this machine", () => {
    expect(parse("postgresql://me:me@localhost/app").warnings).toEqual([]);
  });

  test("are not needed beside a client certificate", () => {
    const url = "postgresql://me@db.example.com/app?sslcert=/c.pem&sslkey=/k.pem";

    expect(parse(url).password).toBeUndefined();
  });
});

describe("redact", () => {
  test("hides the password as it is and as it stands in a URL", () => {
    const settings = parse("postgresql://me:p%40ss%20word@localhost/app");
    const text = "failed: p@ss word, p%40ss%20word, postgresql://me:p%40ss%20word@localhost/app";

    expect(redact(text, settings)).toBe("failed: ***, ***, postgresql://me:***@localhost/app");
  });

  test("leaves names alone that are the password too", () => {
    expect(redact('user "postgres"', parse("postgresql://postgres:postgres@localhost"))).toBe(
      'user "postgres"',
    );
  });
});
