import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { VarveError } from "../errors.ts";
import type { Revision } from "./parse.ts";

/** Puts other parents into the file of a revision, and leaves the rest as it is. Error: REVISION_NOT_REWRITABLE. */
export async function rewriteParents({ file, revises }: Revision, parents: readonly string[]): Promise<void> {
  const text = await readFile(file, "utf8");
  const field = /^(\s*revises:\s*)\[[^\]]*\]/gm;
  const quoted = parents.map((parent) => JSON.stringify(parent)).join(", ");
  if (text.match(field)?.length !== 1 || !revises.every((parent) => text.includes(parent))) {
    throw new VarveError("REVISION_NOT_REWRITABLE", {
      message: `${basename(file)} does not write its parents out in one place (\`revises: ["…"]\`).`,
      hint: `Put \`revises: [${quoted}]\` there by hand.`,
      details: { file, revises: parents },
    });
  }
  await writeFile(file, text.replace(field, `$1[${quoted}]`));
}
