import { spawn } from "node:child_process";
import { once } from "node:events";
import { VarveError } from "../errors.ts";
import { nodeOf } from "../revisions/graph.ts";
import { resolvePlace } from "../revisions/move.ts";
import { countsFromDatabase } from "../revisions/range.ts";
import { assertOne } from "../revisions/target.ts";
import type { CommandDefinition, Document } from "../terminal/command.ts";
import { oneTenantFlag } from "./choose-tenants.ts";
import { headsFor, openListing } from "./revision-list.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

export interface EditOptions extends DatabaseOptions {
  /** In a project of tenants, the one that `current` and relative moves count from. */
  schema?: string | undefined;
  target: string;
}

export interface EditDocument extends Document {
  readonly id: string;
  readonly file: string;
}

/** Opens the file of a revision in $VISUAL or $EDITOR, and waits until it is closed. Errors: EDITOR_FAILED, those of a target. */
export async function edit(options: EditOptions): Promise<EditDocument> {
  const { target } = options;
  const listing = await openListing(options, { needsDatabase: countsFromDatabase(target) });
  const { graph } = listing;
  const [id] = assertOne(graph, resolvePlace(graph, target, headsFor(listing, target)), target);
  if (id === undefined) {
    throw new VarveError("TARGET_OUT_OF_REACH", {
      message: `${target} is no revision.`,
      hint: "varve edit head, or an id.",
    });
  }
  const { file } = nodeOf(graph, id).revision;
  await openEditor(file);
  return { ok: true, id, file };
}

async function openEditor(file: string): Promise<void> {
  const editor = process.env.VISUAL || process.env.EDITOR;
  if (editor === undefined) throw editorFailed("No editor is set.", { file });
  // An editor is a command with its own arguments ("code --wait"), so the shell reads it; the file is passed beside it.
  // What it prints goes to standard error, which is 2: standard output is for the result.
  const child = spawn(`${editor} "$VARVE_FILE"`, {
    shell: true,
    stdio: ["inherit", 2, "inherit"],
    env: { ...process.env, VARVE_FILE: file },
  });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  if (exitCode !== 0) throw editorFailed(`${editor} ended with exit code ${exitCode}.`, { file, exitCode });
}

function editorFailed(message: string, details: Record<string, unknown>): VarveError {
  return new VarveError("EDITOR_FAILED", {
    message,
    hint: "Set VISUAL or EDITOR to your editor, such as vi.",
    details,
  });
}

export const definition: CommandDefinition<EditOptions, EditDocument> = {
  name: "edit",
  summary: "open a revision in your editor",
  arguments: { target: { help: "an id, a label, head, …" } },
  options: { schema: oneTenantFlag },
  examples: [{ command: "varve edit head", help: "the newest" }],
  run: edit,
  render: ({ file }) => file,
};
