// Why a connection could not be made, each cause with its own code and mend.
import type { DatabaseError } from "pg";
import { type ErrorCode, isVarveError, VarveError } from "../errors.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { type ConnectionSettings, redact } from "./settings.ts";

interface Explanation {
  code: ErrorCode;
  message: string;
  hint: string;
}

/** Where the connection was to go. */
type Place = Pick<ConnectionSettings, "host" | "port" | "user" | "database" | "password">;
type Failure = Error & Partial<Pick<DatabaseError, "code" | "severity">>;

/**
 * Errors: DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND, TLS_FAILED, TOO_MANY_CONNECTIONS; a VarveError is
 * given back as it is.
 */
export function connectionError(error: unknown, settings: Place): VarveError {
  if (isVarveError(error)) return error;
  const failure = error as Failure;
  const { code, message, hint } =
    failure.severity === undefined ? explainNetwork(failure, settings) : explainServer(failure, settings);
  const { host, port, user, database } = settings;
  return new VarveError(code, {
    message: asSentence(redact(message, settings)),
    hint,
    details: { host, port, user, database, ...(failure.code !== undefined && { cause: failure.code }) },
    cause: error,
  });
}

/** What the server answered, by SQLSTATE (PostgreSQL manual, Appendix A). */
function explainServer({ code = "", message }: Failure, settings: Place): Explanation {
  const { user, database } = settings;
  const at = place(settings);
  switch (code) {
    case "28P01":
      return {
        code: "AUTHENTICATION_FAILED",
        message: `PostgreSQL at ${at} does not accept the password of user "${user}"`,
        hint: "Check user and password in the database URL; special characters in it are encoded (encodeURIComponent)",
      };
    case "28000":
    case "42501":
      return {
        code: "AUTHENTICATION_FAILED",
        message: `PostgreSQL at ${at} does not let user "${user}" in: ${message}`,
        hint: /no encryption/.test(message)
          ? "The server asks for TLS: add sslmode=verify-full to the database URL"
          : `Check that the role exists, may log in and connect to "${database}", and that pg_hba.conf lets it in from here`,
      };
    case "3D000":
      return {
        code: "DATABASE_NOT_FOUND",
        message: `There is no database "${database}" at ${at}`,
        hint: `Create it (CREATE DATABASE ${quoteIdentifier(database)}), or mend its name in the database URL`,
      };
    case "53300":
      return {
        code: "TOO_MANY_CONNECTIONS",
        message: `PostgreSQL at ${at} has no connection left: ${message}`,
        hint: "Close some, raise max_connections, or make pools smaller (DATABASE_POOL_MAX)",
      };
    default:
      return {
        code: "DATABASE_UNREACHABLE",
        message: `PostgreSQL at ${at} did not take the connection: ${message}`,
        hint:
          code === "57P03"
            ? "The server is starting, stopping or recovering: try again in a moment"
            : "See the log of the server",
      };
  }
}

/** What happened before the server could answer, by the codes of Node.js and OpenSSL. */
function explainNetwork({ code = "", message }: Failure, settings: Place): Explanation {
  const at = place(settings);
  if (message.startsWith("SASL")) {
    return {
      code: "AUTHENTICATION_FAILED",
      message:
        settings.password === undefined
          ? `PostgreSQL at ${at} asks for a password, and there is none`
          : `Logging in at ${at} failed: ${message}`,
      hint: "Put the password into the database URL, DATABASE_PASSWORD or PGPASSWORD",
    };
  }
  if (isAboutTls(code, message)) {
    return {
      code: "TLS_FAILED",
      message: `No safe connection to ${at}: ${message}`,
      hint: tlsHint(code, message),
    };
  }
  const [what, hint] =
    networkCauses[code] ??
    (message === "timeout expired" ? timedOut : [message || code, "Check host and port in the database URL"]);
  return { code: "DATABASE_UNREACHABLE", message: `PostgreSQL at ${at} cannot be reached: ${what}`, hint };
}

const timedOut = [
  "no answer in time",
  "Check host and port in the database URL and any firewall between; DATABASE_CONNECT_TIMEOUT_MS sets how long to wait",
] as const;

const networkCauses: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: [
    "nothing listens there (connection refused)",
    "Start the server, or mend host and port in the database URL",
  ],
  ENOENT: ["there is no such socket", "Start the server, or mend the socket's folder in the database URL"],
  ENOTFOUND: ["the host name is not known", "Mend the host in the database URL"],
  EAI_AGAIN: ["the host name could not be looked up", "Check the network and its DNS, then try again"],
  ETIMEDOUT: timedOut,
};

function isAboutTls(code: string, message: string): boolean {
  return /CERT|SSL|TLS|EPROTO|UNABLE_TO_/.test(code) || /\b(SSL|TLS|certificate)\b/i.test(message);
}

function tlsHint(code: string, message: string): string {
  if (/does not support SSL/.test(message))
    return "Turn TLS on at the server (ssl = on), or where the network is trusted, add sslmode=disable to the database URL";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "Use the host name that the certificate is made out to, or add sslmode=verify-ca to the database URL";
  if (code === "CERT_HAS_EXPIRED") return "Renew the certificate of the server";
  return "Give the certificate authority's file as sslrootcert=/path/to/ca.pem in the database URL; sslmode=require connects without knowing to whom";
}

/** Most causes end in the words of others. */
function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function place({ host, port }: Place): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
