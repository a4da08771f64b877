// The one place that decides how Varve connects: from a URL and the environment to frozen settings.
// What the settings mean and how to set them is written in docs/config.md, "Connection settings".
import { userInfo } from "node:os";
import type { ClientConfig, PoolConfig } from "pg";
import { nearest } from "../nearest.ts";
import { type PoolLimits, readInteger, readPoolLimits } from "./limits.ts";
import { checkPassword } from "./password.ts";
import { parseTls, type TlsSettings, tlsOptions, tlsWarning } from "./tls.ts";
import { type ConnectionParameters, compact, formatUrl, invalidSettings, parseUrl } from "./url.ts";

export { redactUrl } from "./url.ts";

export interface ConnectionSettings {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Not enumerable, so that printing the settings does not show it. */
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: TlsSettings;
  readonly applicationName: string | undefined;
  /** libpq's `options`, such as `-c search_path=app`. */
  readonly options: string | undefined;
  readonly connectTimeoutMs: number;
  /** For pools only; undefined leaves it to the server. */
  readonly pool: PoolLimits;
  /** What is allowed but worth saying: a connection that is not encrypted or not verified, a weak password. */
  readonly warnings: readonly string[];
}

/** libpq's keywords that are understood, with the environment variable that stands in for each (PostgreSQL manual, 34.15). */
const variables = {
  host: "PGHOST",
  port: "PGPORT",
  user: "PGUSER",
  password: "PGPASSWORD",
  dbname: "PGDATABASE",
  application_name: "PGAPPNAME",
  options: "PGOPTIONS",
  connect_timeout: "PGCONNECT_TIMEOUT",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  sslnegotiation: "PGSSLNEGOTIATION",
  channel_binding: "PGCHANNELBINDING",
} as const;

/** They change nothing here: encodings are UTF-8, GSSAPI is not spoken, and libpq's meaning of sslmode is the only one. */
const withoutEffect = ["client_encoding", "gssencmode", "uselibpqcompat"];

/**
 * The URL that the environment asks for, everything in it encoded: `DATABASE_URL` as it is, else made of
 * `DATABASE_HOST/PORT/USER/PASSWORD/NAME`, else of libpq's `PG*`. Undefined when none is set; a password alone names no database.
 */
export function databaseUrl(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.DATABASE_URL) return env.DATABASE_URL;
  const own = compact({
    host: env.DATABASE_HOST,
    port: env.DATABASE_PORT,
    user: env.DATABASE_USER,
    password: env.DATABASE_PASSWORD,
    dbname: env.DATABASE_NAME,
  });
  return [own, fromLibpq(env)].filter(namesDatabase).map(formatUrl)[0];
}

function namesDatabase({ host, port, user, dbname }: ConnectionParameters): boolean {
  return [host, port, user, dbname].some((value) => value !== undefined);
}

function fromLibpq(env: NodeJS.ProcessEnv): ConnectionParameters {
  return compact(
    Object.fromEntries(Object.entries(variables).map(([keyword, name]) => [keyword, env[name]])),
  );
}

/**
 * Settings from a URL. What it leaves open comes from libpq's `PG*` variables, the limits from `DATABASE_*`; all problems are
 * reported together. Throws CONNECTION_SETTINGS_INVALID, PASSWORD_REFUSED.
 */
export function parseSettings(
  url: string,
  { env = process.env }: { env?: NodeJS.ProcessEnv } = {},
): ConnectionSettings {
  const given = { ...fromLibpq(env), ...parseUrl(url) };
  const { host = "localhost", user = systemUser(), password, dbname = user } = given;
  const problems = unknownParameters(given);
  if (/[,@]/.test(host)) problems.push("the URL must name exactly one host");
  const settings = {
    host,
    port: readInteger("port", given.port, { min: 1, max: 65_535, problems }) ?? 5432,
    user,
    database: dbname,
    tls: parseTls({ ...given, host }, problems),
    applicationName: given.application_name,
    options: given.options,
    connectTimeoutMs: readConnectTimeout(given, env, problems),
    pool: readPoolLimits(env, problems),
  };
  if (problems.length > 0) throw invalidSettings(problems);
  const warnings = [
    tlsWarning(settings.tls, host),
    checkPassword({ ...settings, password, hasCertificate: settings.tls.certificate !== undefined }, env),
  ];
  const complete = {
    ...settings,
    warnings: Object.freeze(warnings.filter((warning) => warning !== undefined)),
  };
  return Object.freeze(
    Object.defineProperty(complete, "password", { value: password }) as ConnectionSettings,
  );
}

function unknownParameters(given: ConnectionParameters): string[] {
  const known = [...Object.keys(variables), ...withoutEffect];
  const unknown = Object.keys(given).filter((keyword) => !known.includes(keyword));
  return unknown.map((keyword) => {
    const meant = nearest(keyword, known);
    return `the parameter "${keyword}" is not known${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
  });
}

/** libpq counts seconds, and 0 is for ever. */
function readConnectTimeout(given: ConnectionParameters, env: NodeJS.ProcessEnv, problems: string[]): number {
  const seconds = readInteger("connect_timeout", given.connect_timeout, { max: 1_000_000, problems });
  const name = "DATABASE_CONNECT_TIMEOUT_MS";
  return seconds === undefined ? (readInteger(name, env[name], { problems }) ?? 10_000) : seconds * 1000;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return "postgres";
  }
}

/** For node-postgres; complete, so that it looks at no environment of its own. Throws TLS_FAILED. */
export function clientConfig(settings: ConnectionSettings): ClientConfig {
  const { host, port, user, database, tls, applicationName, options, connectTimeoutMs } = settings;
  return {
    host,
    port,
    user,
    database,
    // A function, so that it shows nowhere. Without one node-postgres would read ~/.pgpass.
    password: () => settings.password ?? "",
    ssl: tlsOptions(tls),
    ...(tls.mode !== "off" && tls.direct && { sslnegotiation: "direct" }),
    enableChannelBinding: tls.channelBinding,
    application_name: applicationName ?? "varve",
    ...(options !== undefined && { options }),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
}

/** {@link clientConfig} with the limits of a pool. */
export function poolConfig(settings: ConnectionSettings): PoolConfig {
  const { max, idleTimeoutMs, statementTimeoutMs, lockTimeoutMs, idleInTransactionTimeoutMs } = settings.pool;
  return {
    ...clientConfig(settings),
    max,
    idleTimeoutMillis: idleTimeoutMs,
    ...(statementTimeoutMs !== undefined && { statement_timeout: statementTimeoutMs }),
    ...(lockTimeoutMs !== undefined && { lock_timeout: lockTimeoutMs }),
    ...(idleInTransactionTimeoutMs !== undefined && {
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    }),
  };
}

/** Text from elsewhere without the password, as it is or as it stands in a URL. */
export function redact(
  text: string,
  { password, user, database, host }: Pick<ConnectionSettings, "password" | "user" | "database" | "host">,
): string {
  const shown = text.replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s]*@/gi, "$1:***@");
  if (password === undefined || [user, database, host].includes(password)) return shown;
  return shown.replaceAll(encodeURIComponent(password), "***").replaceAll(password, "***");
}
