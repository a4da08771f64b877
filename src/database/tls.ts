// How a connection is encrypted and whom it trusts: libpq's sslmode (PostgreSQL manual, 34.19), but verified unless told otherwise.
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { VarveError } from "../errors.ts";
import type { ConnectionParameters } from "./url.ts";

export interface TlsSettings {
  readonly mode: "off" | "unverified" | "verify-ca" | "verify-full";
  /** Paths of PEM files; without a root certificate those that Node.js trusts count. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Whether the handshake comes at once (PostgreSQL 17 and later). */
  readonly direct: boolean;
  readonly channelBinding: boolean;
}

/** Loopback addresses and Unix sockets: what is sent does not leave the machine. */
export function isLocalHost(host: string): boolean {
  return /^(\/.*|localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/is.test(host);
}

const choices = {
  sslmode: ["disable", "allow", "prefer", "require", "no-verify", "verify-ca", "verify-full"],
  sslnegotiation: ["postgres", "direct"],
  channel_binding: ["disable", "prefer", "require"],
};

/** Adds to `problems` what it cannot use. */
export function parseTls(given: ConnectionParameters & { host: string }, problems: string[]): TlsSettings {
  for (const [parameter, allowed] of Object.entries(choices)) {
    const value = given[parameter];
    if (value !== undefined && !allowed.includes(value)) {
      problems.push(`${parameter} is "${value}", not one of ${allowed.join(", ")}`);
    }
  }
  const { host, sslmode, sslrootcert, sslcert, sslkey, sslnegotiation, channel_binding = "disable" } = given;
  if ((sslcert === undefined) !== (sslkey === undefined)) problems.push("sslcert and sslkey belong together");
  const rootCertificate = sslrootcert === "system" ? undefined : sslrootcert;
  return Object.freeze({
    mode: modeOf(sslmode, host, rootCertificate),
    rootCertificate,
    certificate: sslcert,
    key: sslkey,
    direct: sslnegotiation === "direct",
    channelBinding: channel_binding !== "disable",
  });
}

/** What is not known is verified in full. */
function modeOf(
  sslmode: string | undefined,
  host: string,
  rootCertificate: string | undefined,
): TlsSettings["mode"] {
  if (host.startsWith("/")) return "off";
  switch (sslmode ?? (isLocalHost(host) ? "disable" : "verify-full")) {
    case "disable":
      return "off";
    case "allow":
    case "prefer":
      // libpq falls back to plain text where the server has no TLS; the driver cannot, so elsewhere than here it insists.
      return isLocalHost(host) ? "off" : "unverified";
    case "require":
      return rootCertificate === undefined ? "unverified" : "verify-ca";
    case "no-verify":
      return "unverified";
    case "verify-ca":
      return "verify-ca";
    default:
      return "verify-full";
  }
}

/** Why the connection is less than safe, or undefined. */
export function tlsWarning({ mode }: TlsSettings, host: string): string | undefined {
  if (isLocalHost(host)) return undefined;
  if (mode === "off")
    return `The connection to ${host} is not encrypted: the password and all data can be read on the way.`;
  if (mode === "unverified")
    return `The connection to ${host} is encrypted, but nothing proves that it is that server.`;
  return undefined;
}

/** For node-postgres. Throws TLS_FAILED when a certificate cannot be read. */
export function tlsOptions({
  mode,
  rootCertificate,
  certificate,
  key,
}: TlsSettings): false | ConnectionOptions {
  if (mode === "off") return false;
  return {
    rejectUnauthorized: mode !== "unverified",
    ...(rootCertificate !== undefined && { ca: readPem(rootCertificate, "sslrootcert") }),
    ...(certificate !== undefined && { cert: readPem(certificate, "sslcert") }),
    ...(key !== undefined && { key: readPem(key, "sslkey") }),
    ...(mode === "verify-ca" && { checkServerIdentity: () => undefined }),
  };
}

function readPem(file: string, parameter: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new VarveError("TLS_FAILED", {
      message: `The file that ${parameter} names cannot be read: ${(cause as Error).message}.`,
      hint: `Mend ${parameter} in the database URL, or PG${parameter.toUpperCase()}`,
      cause,
    });
  }
}
