// PostgreSQL connection URLs as libpq reads them (PostgreSQL manual, 34.1.1.2): more forms than WHATWG's URL accepts, such as
// `postgresql:///db?host=/var/run/postgresql`, `postgresql://user@/db` and passwords with a plain `#` in them.
import { VarveError } from "../errors.ts";

/** Connection parameters by libpq's keywords (`host`, `port`, `user`, `password`, `dbname`, `sslmode` …); none is empty. */
export type ConnectionParameters = Readonly<Record<string, string>>;

const form =
  /^postgres(?:ql)?:\/\/(?:([^/]*)@)?(?:\[([^\]]*)\]|([^/?:[\]]*))(?::([^/?]*))?(?:\/([^?]*))?(?:\?(.*))?$/s;

/** Takes a URL apart. Throws CONNECTION_SETTINGS_INVALID, which never repeats the URL: in a malformed one anything may be the password. */
export function parseUrl(url: string): ConnectionParameters {
  const match = form.exec(url.trim());
  if (match === null) throw invalidSettings(["the URL does not have the form of a PostgreSQL URL"]);
  const [, userInfo = "", address, name, port, database, query = ""] = match;
  // It can only be there because a "/" in the password ended the login too early.
  if (`${database}${userInfo === "" ? query : ""}`.includes("@")) {
    throw invalidSettings(['a "/" in the user or password must be written %2F']);
  }
  const [user, password] = splitOnce(userInfo, ":");
  const pairs = query.split("&").map((pair) => splitOnce(pair, "="));
  const all = { host: address ?? name, port, user, password, dbname: database, ...Object.fromEntries(pairs) };
  return compact(all, decode);
}

/** The URL of these parameters with everything encoded: other programs take it apart into the same values (but pg for a database with `#` in its name). */
export function formatUrl({
  host = "",
  port,
  user,
  password,
  dbname,
  ...rest
}: ConnectionParameters): string {
  const encode = encodeURIComponent;
  const secret = password === undefined ? "" : `:${encode(password)}`;
  const userInfo = user === undefined && password === undefined ? "" : `${encode(user ?? "")}${secret}@`;
  const address = host.includes(":") ? `[${host}]` : encode(host);
  const query = Object.entries(rest).map(([keyword, value]) => `${encode(keyword)}=${encode(value)}`);
  const path = dbname === undefined ? "" : `/${encode(dbname)}`;
  return `postgresql://${userInfo}${address}${port ? `:${port}` : ""}${path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** The same URL to another database of its server. */
export function withDatabase(url: string, database: string): string {
  return formatUrl({ ...parseUrl(url), dbname: database });
}

/** The URL with its passwords as `***`, to be shown. Also for text that is no valid URL: then rather too much is hidden. */
export function redactUrl(url: string): string {
  return url
    .replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/[^:]*):.*@/is, "$1:***@")
    .replace(/((?:ssl)?password\s*=\s*)('[^']*'|[^&\s]*)/gi, "$1***");
}

/** Drops what is undefined or empty. */
export function compact(
  values: Readonly<Record<string, string | undefined>>,
  map: (value: string) => string = (value) => value,
): ConnectionParameters {
  const present = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(present.map(([keyword, value]) => [keyword, map(value)]));
}

export function invalidSettings(problems: readonly string[]): VarveError {
  return new VarveError("CONNECTION_SETTINGS_INVALID", {
    message: `The connection settings cannot be used: ${problems.join("; ")}`,
    hint: 'Write postgresql://user:password@host:5432/database and encode special characters, such as "@" as %40 and "/" as %2F',
    details: { problems },
  });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw invalidSettings(["the URL holds a % that begins no escape sequence (a plain % is written %25)"]);
  }
  // The protocol ends every value with a zero byte.
  if (decoded.includes("\0")) throw invalidSettings(["the URL holds a zero byte (%00)"]);
  return decoded;
}
