// PostgreSQL refuses to run as root. Here a command for it is rewritten to run as an ordinary user instead.
import { chown, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { VarveError } from "../errors.ts";

export interface ServerUser {
  uid: number;
  gid: number;
}

/** For node:child_process: what to run, and as whom. */
export interface UserCommand {
  command: string;
  args: string[];
  identity: { uid?: number; gid?: number };
}

/** Whom the server runs as: root starts it as the owner of its data, at first as a system user; others as themselves (undefined). */
export async function serverUser(dataDirectory: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDirectory).catch(() => undefined);
  if (owner !== undefined) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const users = passwd.split("\n").map((line) => line.split(":"));
  const [, , uid = 65_534, gid = 65_534] =
    users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** Hands a file or folder to the server's user. */
export async function giveTo(user: ServerUser | undefined, file: string): Promise<void> {
  if (user !== undefined) await chown(file, user.uid, user.gid);
}

/**
 * `command` as run by `user`, who must be able to reach `folders`. Below a folder closed to others (such as /root) only the
 * capability dac_override helps, and only `setpriv` of util-linux can hand that on; it is used only there.
 */
export async function commandAs(
  user: ServerUser | undefined,
  { command, args, folders }: { command: string; args: string[]; folders: string[] },
): Promise<UserCommand> {
  if (user === undefined) return { command, args, identity: {} };
  const closed = await firstClosedFolder(folders, user);
  if (closed === undefined) return { command, args, identity: { uid: user.uid, gid: user.gid } };
  const setpriv = await findSetpriv();
  if (setpriv === undefined) throw unreachable(closed, user);
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  // Without the bit, access(2) looks away from capabilities, and initdb asks with it whether it may run its neighbours.
  const bits = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"];
  return { command: setpriv, args: [...identity, ...bits, command, ...args], identity: {} };
}

async function firstClosedFolder(folders: string[], user: ServerUser): Promise<string | undefined> {
  for (const folder of folders.flatMap(withParents)) {
    const { mode, uid } = await stat(folder);
    if ((mode & (uid === user.uid ? 0o100 : 0o001)) === 0) return folder;
  }
  return undefined;
}

function withParents(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...withParents(parent), folder];
}

async function findSetpriv(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, "setpriv");
    if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  return undefined;
}

function unreachable(folder: string, user: ServerUser): VarveError {
  return new VarveError("EMBEDDED_FAILED", {
    message: `PostgreSQL does not run as root, and user ${user.uid}, whom it would run as, cannot reach ${folder}.`,
    hint: `Run as another user than root, or let others pass through: chmod o+x ${folder}`,
    details: { folder, uid: user.uid },
  });
}
