import { localFolder } from "../config/local-folder.ts";
import type { Config } from "../config.ts";
import { startEmbedded } from "../database/embedded.ts";

/** The server that scratch databases are made on: the one `scratch` names, else the database's own. */
export async function scratchServer(
  { scratch, root }: Pick<Config, "scratch" | "root">,
  url: string,
): Promise<string> {
  if (scratch !== "embedded") return scratch ?? url;
  return (await startEmbedded({ directory: localFolder(root) })).url;
}
