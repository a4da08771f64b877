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

/** Adds to `problems` what it cannot use. */
export function parseTls(given: ConnectionParameters & { host: string }, problems: string[]): TlsSettings {
  const { host, sslmode, sslrootcert, sslcert, sslkey, sslnegotiation, channel_binding } = given;
  const rootCertificate = sslrootcert === "system" ? undefined : sslrootcert;
  const mode = modeOf(sslmode ?? (isLocalHost(host) ? "disable" : "verify-full"), host, rootCertificate);
  if (mode === undefined) {
    problems.push(`sslmode is "${sslmode}", not one of disable, prefer, require, verify-ca, verify-full`);
  }
  if ((sslcert === undefined) !== (sslkey === undefined)) problems.push("sslcert and sslkey belong together");
  return Object.freeze({
    mode: mode ?? "verify-full",
    rootCertificate,
    certificate: sslcert,
    key: sslkey,
    direct: sslnegotiation === "direct",
    channelBinding: channel_binding === "require" || channel_binding === "prefer",
  });
}

/** `prefer` falls back to plain text where the server has no TLS; the driver cannot, so elsewhere than here it insists. */
function modeOf(
  sslmode: string,
  host: string,
  rootCertificate: string | undefined,
): TlsSettings["mode"] | undefined {
  if (host.startsWith("/")) return "off";
  switch (sslmode) {
    case "disable":
      return "off";
    case "allow":
    case "prefer":
      return isLocalHost(host) ? "off" : "unverified";
    case "require":
    case "no-verify":
      return rootCertificate === undefined || sslmode === "no-verify" ? "unverified" : "verify-ca";
    case "verify-ca":
    case "verify-full":
      return sslmode;
    default:
      return undefined;
  }
}

/** Why the connection is less than safe, or undefined. */
export function tlsWarning({ mode }: TlsSettings, host: string): string | undefined {
  if (isLocalHost(host)) return undefined;
  if (mode === "off")
    return `The connection to ${host} is not encrypted: the password and all data can be read on the way`;
  if (mode === "unverified")
    return `The connection to ${host} is encrypted, but nothing proves that it is that server`;
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
      message: `The file that ${parameter} names cannot be read: ${(cause as Error).message}`,
      hint: `Mend ${parameter} in the database URL, or PG${parameter.toUpperCase()}`,
      cause,
    });
  }
}
