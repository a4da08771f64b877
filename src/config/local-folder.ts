import { join } from "node:path";

/** What Varve keeps on this machine alone: the embedded server, and the models as they were compared last. */
export function localFolder(root: string): string {
  return join(root, ".varve");
}
