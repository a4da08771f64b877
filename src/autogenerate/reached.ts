import { createHash } from "node:crypto";
import type { Config } from "../config.ts";
import type { Models } from "../models/load.ts";
import { type Graph, nodeOf } from "../revisions/graph.ts";
import { hashSteps } from "../revisions/hash.ts";
import { ancestors, below, sortUp } from "../revisions/walk.ts";
import { modelScope } from "./scope.ts";

export interface Reached {
  readonly models: Pick<Models, "hash" | "kinds" | "existing">;
  readonly config: Config;
  readonly graph: Graph;
  /** What the revision stands on: its parents and dependencies, by id or label. */
  readonly foundation: readonly string[];
}

/**
 * A hash of what a revision is proven for: these models, as far as the config has them compared, on top of these very
 * steps. It reaches the models nowhere else. Pure.
 */
export function reachedHash({ models, config, graph, foundation }: Reached): string {
  const { manage, include, exclude } = modelScope(config, models);
  const ids = foundation.map((name) => graph.labels.get(name) ?? name);
  return hash([models.hash, [...manage].sort(), include, exclude, foundationHash(graph, ids)]);
}

/** A hash of the steps that the revisions have, each on top of those below it; their ids are no part of it. */
function foundationHash(graph: Graph, ids: readonly string[]): string {
  const hashes = new Map<string, string>();
  const hashOn = (own: string, needed: readonly string[]) =>
    hash([own, needed.map((id) => hashes.get(id)).sort()]);
  for (const id of sortUp(graph, ancestors(graph, ids, { dependencies: true }))) {
    const node = nodeOf(graph, id);
    hashes.set(id, hashOn(hashSteps(node.revision), below(node)));
  }
  return hashOn("", ids);
}

function hash(facts: unknown): string {
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}
