import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/revisions/graph.ts";
import { graphOf, sketchRevision } from "../../support/graphs.ts";

const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe("buildGraph", () => {
  it("finds bases, heads and labels", () => {
    const graph = graphOf({
      a: [],
      b1: { revises: ["a"], labels: ["one"] },
      b2: ["a"],
      c: { dependsOn: ["one"] },
    });
    expect(graph.bases).toEqual(["a", "c"]);
    expect(graph.heads).toEqual(["b1", "b2", "c"]);
    expect(graph.nodes.get("c")?.dependencies).toEqual(["b1"]);
    expect(graph.nodes.get("a")?.children).toEqual(["b1", "b2"]);
  });

  it("does not depend on the order of the files", () => {
    const revisions = ["a", "b", "c", "d"].map((id) => sketchRevision(id));
    expect([...buildGraph(revisions.toReversed()).nodes.keys()]).toEqual([
      ...buildGraph(revisions).nodes.keys(),
    ]);
  });

  it("refuses two files of one id", () => {
    expect(() => buildGraph([sketchRevision("a"), sketchRevision("a")])).toThrow(
      failure("REVISION_ID_DUPLICATE", /a\.ts and a\.ts/),
    );
  });

  it("refuses an unknown parent and suggests the near one", () => {
    expect(() => graphOf({ abcdef: [], b: ["abcdff"] })).toThrow(
      failure("REVISION_PARENT_UNKNOWN", /b revises abcdff/),
    );
  });

  it("refuses a revision that revises itself", () => {
    expect(() => graphOf({ a: ["a"] })).toThrow(failure("REVISION_SELF_LOOP", /a revises itself/));
  });

  it("shows the path of a circle", () => {
    expect(() => graphOf({ z: [], a: ["c"], b: ["a"], c: ["b"] })).toThrow(
      failure("REVISION_CYCLE", /a -> c -> b -> a/),
    );
  });

  it("shows the path of a circle through dependencies", () => {
    expect(() => graphOf({ a: { dependsOn: ["b"] }, b: { dependsOn: ["a"] } })).toThrow(
      failure("REVISION_DEPENDENCY_CYCLE", /a -> b -> a/),
    );
    expect(() => graphOf({ a: { dependsOn: ["a"] } })).toThrow(
      failure("REVISION_DEPENDENCY_CYCLE", /a -> a/),
    );
  });

  it("refuses a label twice, and one that is an id", () => {
    expect(() => graphOf({ a: { labels: ["x"] }, b: { labels: ["x"] } })).toThrow(
      failure("REVISION_LABEL_DUPLICATE", /x/),
    );
    expect(() => graphOf({ a: { labels: ["b"] }, b: [] })).toThrow(failure("REVISION_LABEL_IS_ID", /b/));
  });

  it("refuses an unknown dependency", () => {
    expect(() => graphOf({ a: { dependsOn: ["nobody"] } })).toThrow(
      failure("REVISION_DEPENDENCY_UNKNOWN", /nobody/),
    );
  });

  it.each(["a@b", "a-b", "a+b", "a:b", "a b", "", "head", "heads", "base", "current", "a/b"])(
    "refuses the id %j",
    (id) => {
      expect(() => sketchRevision(id)).toThrow(failure("REVISION_ID_ILLEGAL", /not allowed|reserved/));
      expect(() => sketchRevision("ok", { labels: [id] })).toThrow(
        failure("REVISION_ID_ILLEGAL", /not allowed|reserved/),
      );
    },
  );

  it("is built for a chain of 20,000 without running out of stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, n) =>
      sketchRevision(`r${n}`, n === 0 ? {} : { revises: [`r${n - 1}`] }),
    );
    expect(buildGraph(chain).heads).toEqual(["r19999"]);
  });
});
