import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGraph, type Graph } from "../../../src/revisions/graph.ts";
import { planDowngrade, planUpgrade, positionAt } from "../../../src/revisions/plan.ts";
import { ancestors, below, tips } from "../../../src/revisions/walk.ts";
import { sketchRevision } from "../../support/graphs.ts";

/** Every revision may revise and depend on any of those before it. */
const graphs = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(), { maxLength: 3 }),
      dependencies: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    {
      minLength: 1,
      maxLength: 14,
    },
  )
  .map((nodes) => {
    const pick = (numbers: number[], index: number) => [
      ...new Set(index === 0 ? [] : numbers.map((n) => `r${n % index}`)),
    ];
    return buildGraph(
      nodes.map(({ parents, dependencies }, index) =>
        sketchRevision(`r${index}`, { revises: pick(parents, index), dependsOn: pick(dependencies, index) }),
      ),
    );
  });

const journeys = graphs.chain((graph) => {
  const ids = [...graph.nodes.keys()];
  return fc.record({
    graph: fc.constant(graph),
    from: fc.subarray(ids),
    to: fc.constantFrom("heads", ...ids),
  });
});

/** The heads of a database on which exactly these and all they need are applied. */
function headsOf(graph: Graph, ids: readonly string[]): string[] {
  return tips(graph, ancestors(graph, ids, { dependencies: true })).sort();
}

describe("plans", () => {
  it("apply what is missing once, each after all it needs, and end at the heads of what is applied", () => {
    fc.assert(
      fc.property(journeys, ({ graph, from, to }) => {
        const position = positionAt(graph, headsOf(graph, from));
        const done = new Set(position.applied);
        for (const { id, heads } of planUpgrade(graph, position, to)) {
          expect(done.has(id)).toBe(false);
          const node = graph.nodes.get(id);
          expect(node && below(node).every((each) => done.has(each))).toBe(true);
          done.add(id);
          expect(heads).toEqual(headsOf(graph, [...done]));
        }
        const wanted = to === "heads" ? graph.heads : [to];
        expect([...done].sort()).toEqual(
          [...ancestors(graph, [...wanted, ...from], { dependencies: true })].sort(),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("take down each before all it needs, and nothing that has to stay", () => {
    fc.assert(
      fc.property(journeys, ({ graph, from, to }) => {
        const position = positionAt(graph, headsOf(graph, from));
        // An applied revision that only dependents stand on is no end of any branch: there is nothing to take down above it.
        const children = graph.nodes.get(to)?.children ?? [];
        fc.pre(position.heads.includes(to) || children.some((child) => position.applied.has(child)));
        const done = new Set(position.applied);
        for (const { id, heads } of planDowngrade(graph, position, to)) {
          done.delete(id);
          expect([...done].every((each) => !below(graph.nodes.get(each) as never).includes(id))).toBe(true);
          expect(heads).toEqual(headsOf(graph, [...done]));
        }
        expect(done.has(to)).toBe(true);
        expect(graph.nodes.get(to)?.children.some((child) => done.has(child))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("lead back: up to the heads, down to the base, and up again is the same way", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const up = planUpgrade(graph, positionAt(graph, []), "heads");
        const top = up.at(-1)?.heads ?? [];
        const down = planDowngrade(graph, positionAt(graph, top), "base");
        expect(down.map(({ id }) => id).sort()).toEqual(up.map(({ id }) => id).sort());
        expect(down.at(-1)?.heads).toEqual([]);
        expect(planUpgrade(graph, positionAt(graph, []), "heads")).toEqual(up);
      }),
      { numRuns: 500 },
    );
  });
});
