// Applied revisions whose file is no longer what ran.

import type { ClientBase } from "pg";
import { VarveError } from "../errors.ts";
import type { Graph } from "../revisions/graph.ts";
import { hashSteps, type StepTexts, stepTexts } from "../revisions/hash.ts";
import type { Revision } from "../revisions/parse.ts";
import type { State } from "./state.ts";
import type { StateTables } from "./state-tables.ts";

export interface EditedRevision {
  readonly id: string;
  readonly file: string;
  /** Lines as in a patch: `- what ran`, `+ what the file says`. Empty when what ran was not kept (a stamp). */
  readonly difference: readonly string[];
}

/** The applied revisions of the graph with other steps than those that ran, `among` those asked about. */
export async function findEdited(
  client: ClientBase,
  tables: StateTables,
  { graph, state, among = state.applied.keys() }: { graph: Graph; state: State; among?: Iterable<string> },
): Promise<EditedRevision[]> {
  const edited: EditedRevision[] = [];
  for (const id of among) {
    const revision = graph.nodes.get(id)?.revision;
    const hash = state.applied.get(id)?.hash;
    if (revision === undefined || hash === undefined || hash === hashSteps(revision)) continue;
    const difference = await readDifference(client, tables, revision, hash);
    if (difference !== undefined) edited.push({ id, file: revision.file, difference });
  }
  return edited;
}

export function revisionEdited(edited: readonly EditedRevision[]): VarveError {
  const [first] = edited;
  const ids = edited.map(({ id }) => id).join(", ");
  const shown = first?.difference.slice(0, 20).map((line) => `\n  ${line}`) ?? [];
  return new VarveError("REVISION_EDITED", {
    message: `${edited.length === 1 ? `Revision ${ids} was` : `Revisions ${ids} were`} edited after being applied.${shown.join("")}`,
    hint: `Put the file back and make a new revision for the change, or say that the change is meant: varve accept-edit ${first?.id} --reason "…".`,
    details: { revisions: edited },
  });
}

/** Undefined when nothing but the spelling of code differs. */
async function readDifference(
  client: ClientBase,
  tables: StateTables,
  revision: Revision,
  hash: string,
): Promise<string[] | undefined> {
  const { rows } = await client.query<{ steps: StepTexts | null }>(
    `SELECT steps FROM ${tables.history} WHERE revision = $1 AND hash = $2 AND steps IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [revision.id, hash],
  );
  const ran = rows[0]?.steps;
  if (ran == null) return [];
  const now = stepTexts(revision);
  const lines = [...(await compare("up", ran.up, now.up)), ...(await compare("down", ran.down, now.down))];
  return lines.length === 0 ? undefined : lines;
}

async function compare(direction: string, ran: readonly string[], now: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (let index = 0; index < Math.max(ran.length, now.length); index += 1) {
    const [before, after] = [ran[index], now[index]];
    if (
      before === after ||
      (before !== undefined && after !== undefined && (await isSameCode(before, after)))
    )
      continue;
    lines.push(`${direction} step ${index + 1}:`, ...marked("-", before), ...marked("+", after));
  }
  return lines;
}

function marked(mark: string, text: string | undefined): string[] {
  return text === undefined ? [] : text.split("\n").map((line) => `${mark} ${line}`);
}

/** The source of a function depends on who compiled it: the same code prints the same when it is minified. */
async function isSameCode(before: string, after: string): Promise<boolean> {
  if (!before.startsWith("run: ") || !after.startsWith("run: ")) return false;
  const { transform } = await import("esbuild");
  const minify = async (text: string) => {
    const { code } = await transform(`export default ${asExpression(text.slice("run: ".length))}`, {
      minify: true,
      target: "es2022",
    });
    return code;
  };
  try {
    return (await minify(before)) === (await minify(after));
  } catch {
    return false;
  }
}

/** A method's source (`async run({ session }) { … }`) is no expression by itself. */
function asExpression(source: string): string {
  return /^(async\s*)?(function|\(|\w+\s*=>)/.test(source) ? `(${source})` : `({ ${source} })`;
}
