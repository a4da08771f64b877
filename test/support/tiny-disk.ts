import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { query } from "./migrations.ts";

/** Only root may mount, and only Linux has tmpfs. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0 && mounts();

export interface TinyDisk {
  /** A tablespace that is full after a few megabytes. */
  readonly tablespace: string;
  grow(): void;
  /** After all that lies in it is gone. */
  remove(): Promise<void>;
}

export async function createTinyDisk(serverUrl: string): Promise<TinyDisk> {
  const folder = mkdtempSync(path.join(tmpdir(), "varve-tiny-"));
  mount("size=2m", folder);
  const [[dataDirectory] = []] = await query(serverUrl, "SHOW data_directory");
  const { uid, gid } = statSync(String(dataDirectory));
  chownSync(folder, uid, gid);
  const tablespace = path.basename(folder).toLowerCase().replaceAll("-", "_");
  await query(serverUrl, `CREATE TABLESPACE ${tablespace} LOCATION '${folder}'`);
  return {
    tablespace,
    grow: () => mount("remount,size=64m", folder),
    async remove() {
      await query(serverUrl, `DROP TABLESPACE ${tablespace}`);
      execFileSync("umount", [folder]);
    },
  };
}

/** A container may be without the right to. */
function mounts(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "varve-mount-"));
  try {
    mount("size=1m", folder);
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  }
}

function mount(options: string, folder: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
}
