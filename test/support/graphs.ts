import { buildGraph, type Graph } from "../../src/revisions/graph.ts";
import { parseRevision, type Revision } from "../../src/revisions/parse.ts";

interface Sketch {
  revises?: string[];
  dependsOn?: string[];
  labels?: string[];
}

let seconds = 0;

/** A revision without steps; each is a second younger than the one before. */
export function sketchRevision(
  id: string,
  { revises = [], dependsOn = [], labels = [] }: Sketch = {},
): Revision {
  seconds += 1;
  const createdAt = new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
  return parseRevision(
    { id, revises, dependsOn, labels, message: id, createdAt, up: [], down: [] },
    `/migrations/${id}.ts`,
  );
}

/** `graphOf({ a: [], b: ["a"], c: { revises: ["b"], labels: ["api"] } })` */
export function graphOf(sketches: Record<string, string[] | Sketch>): Graph {
  const revisions = Object.entries(sketches).map(([id, sketch]) =>
    sketchRevision(id, Array.isArray(sketch) ? { revises: sketch } : sketch),
  );
  return buildGraph(revisions);
}
