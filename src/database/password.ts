import { VarveError } from "../errors.ts";
import { isLocalHost } from "./tls.ts";

/** The first that anyone tries, beside the names of the user and the database. */
const wellKnown = [
  "password",
  "postgres",
  "postgresql",
  "changeme",
  "changeit",
  "letmein",
  "welcome",
  "secret",
  "admin",
];

interface Login {
  host: string;
  user: string;
  password: string | undefined;
  database: string;
  /** A client certificate stands in for the password. */
  hasCertificate: boolean;
}

/**
 * A password that protects nothing is refused on any host but this machine (throws PASSWORD_REFUSED), or gives a warning where
 * `DATABASE_ALLOW_WEAK_PASSWORD` permits it.
 */
export function checkPassword(login: Login, env: NodeJS.ProcessEnv): string | undefined {
  const { host, user } = login;
  if (isLocalHost(host)) return undefined;
  const weakness = findWeakness(login);
  if (weakness === undefined) return undefined;
  const message = `The password of "${user}" at ${host} ${weakness}.`;
  if (env.DATABASE_ALLOW_WEAK_PASSWORD === "true") return message;
  throw new VarveError("PASSWORD_REFUSED", {
    message,
    hint: "Give the role a password of 12 or more random characters (openssl rand -hex 16); on a private network, DATABASE_ALLOW_WEAK_PASSWORD=true lets it pass",
    details: { host, user },
  });
}

function findWeakness({ user, password, database, hasCertificate }: Login): string | undefined {
  if (password === undefined) return hasCertificate ? undefined : "is missing";
  const plain = password.toLowerCase().replace(/[\d!.]+$/, "");
  if ([user, database].some((name) => name.toLowerCase() === password.toLowerCase()))
    return "is a name from the same URL";
  if (wellKnown.includes(plain) || /^\d{1,12}$|^(.)\1*$/.test(password))
    return "is one of the first that are tried";
  return password.length < 8 ? "has fewer than 8 characters" : undefined;
}
