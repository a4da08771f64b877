import { describe, expect, it } from "vitest";
import type { Graph } from "../../../src/revisions/graph.ts";
import { planDowngrade, planStamp, planUpgrade, positionAt } from "../../../src/revisions/plan.ts";
import { graphOf } from "../../support/graphs.ts";

const ids = (steps: readonly { id: string }[]) => steps.map(({ id }) => id).join(" ");
const code = (expected: string, message?: RegExp) =>
  expect.objectContaining({ code: expected, ...(message && { message: expect.stringMatching(message) }) });

function up(graph: Graph, heads: string[], target: string): string {
  return outcome(heads, planUpgrade(graph, positionAt(graph, heads), target));
}
function down(graph: Graph, heads: string[], target: string): string {
  return outcome(heads, planDowngrade(graph, positionAt(graph, heads), target));
}
function outcome(heads: string[], steps: readonly { id: string; heads: readonly string[] }[]): string {
  return `${ids(steps)} => ${(steps.at(-1)?.heads ?? heads).join(" ")}`;
}

const line = graphOf({ aaa: [], bbb: ["aaa"], ccc: ["bbb"], ddd: ["ccc"], eee: ["ddd"] });

describe("on a line", () => {
  it.each([
    [["ccc"], "head", "ddd eee => eee"],
    [[], "ccc", "aaa bbb ccc => ccc"],
    [["aaa"], "+2", "bbb ccc => ccc"],
    [["aaa"], "current+1", "bbb => bbb"],
    [["aaa"], "bbb+2", "bbb ccc ddd => ddd"],
    [["aaa"], "ddd-2", "bbb => bbb"],
    [["aaa"], "head-1", "bbb ccc ddd => ddd"],
    [[], "base+1", "aaa => aaa"],
    [[], "+1", "aaa => aaa"],
    [["aaa"], "b", "bbb => bbb"],
    [["ccc"], "bbb", " => ccc"],
    [["ccc"], "base", " => ccc"],
    [["ccc"], "current", " => ccc"],
    [["eee"], "heads", " => eee"],
  ])("upgrade from %j to %s", (heads, target, expected) => {
    expect(up(line, heads, target)).toBe(expected);
  });

  it.each([
    [["eee"], "ccc", "eee ddd => ccc"],
    [["ccc"], "base", "ccc bbb aaa => "],
    [["ccc"], "-1", "ccc => bbb"],
    [["eee"], "-3", "eee ddd ccc => bbb"],
    [["ccc"], "current-1", "ccc => bbb"],
    [["ddd"], "aaa+2", "ddd => ccc"],
    [["ddd"], "ccc-2", "ddd ccc bbb => aaa"],
    [["aaa"], "-1", "aaa => "],
    [["aaa"], "aaa", " => aaa"],
    [["ccc"], "current", " => ccc"],
    [[], "base", " => "],
  ])("downgrade from %j to %s", (heads, target, expected) => {
    expect(down(line, heads, target)).toBe(expected);
  });

  it.each([
    ["-2", "TARGET_OUT_OF_REACH"],
    ["+5", "TARGET_OUT_OF_REACH"],
    ["head+1", "TARGET_OUT_OF_REACH"],
    ["zzz", "TARGET_UNKNOWN"],
    ["nobody@head", "TARGET_UNKNOWN"],
    ["aaa:bbb", "TARGET_INVALID"],
    ["", "TARGET_INVALID"],
    ["+0", "TARGET_INVALID"],
    ["a@b@c", "TARGET_INVALID"],
  ])("refuses to upgrade to %j", (target, expected) => {
    expect(() => up(line, ["bbb"], target)).toThrow(code(expected));
  });

  it.each([
    ["-5", "TARGET_OUT_OF_REACH"],
    ["+2", "TARGET_OUT_OF_REACH"],
    ["ccc", "TARGET_NOT_APPLIED"],
  ])("refuses to downgrade to %j", (target, expected) => {
    expect(() => down(line, ["bbb"], target)).toThrow(code(expected));
    expect(() => down(line, [], "-1")).toThrow(code("TARGET_OUT_OF_REACH"));
  });
});

const branched = graphOf({
  a: [],
  b: ["a"],
  c1: { revises: ["b"], labels: ["one"] },
  d1: ["c1"],
  c2: { revises: ["b"], labels: ["two"] },
  d2: ["c2"],
});

describe("on branches", () => {
  it.each([
    [["b"], "d1", "c1 d1 => d1"],
    [["a"], "heads", "b c1 d1 c2 d2 => d1 d2"],
    [["b"], "two@head", "c2 d2 => d2"],
    [["b"], "two@head-1", "c2 => c2"],
    [["c1"], "two@+1", "c2 => c1 c2"],
    [["c1", "c2"], "two@+1", "d2 => c1 d2"],
    [[], "one@+3", "a b c1 => c1"],
    [["b"], "one", "c1 => c1"],
    [["b"], "d1@c1", "c1 => c1"],
  ])("upgrade from %j to %s", (heads, target, expected) => {
    expect(up(branched, heads, target)).toBe(expected);
  });

  it.each([
    [["d1", "d2"], "a", "d2 c2 d1 c1 b => a"],
    [["d1", "d2"], "base+2", "d2 c2 d1 c1 => b"],
    [["d1", "d2"], "two@base+2", "d2 c2 => d1"],
    [["d1", "d2"], "two@base+3", "d2 => c2 d1"],
    [["d1", "d2"], "c2", "d2 => c2 d1"],
    [["d1", "d2"], "one@-1", "d1 => c1 d2"],
    [["c1", "c2"], "c1@-1", "c1 => c2"],
    [["c1", "c2"], "c1-1", "c2 c1 => b"],
    [["c1", "d2"], "d2-1", "d2 => c1 c2"],
    [["c1", "d2"], "one@b", "c1 => d2"],
    [["d1", "d2"], "c2@b", "d2 c2 => d1"],
    [["d1", "d2"], "d1@b", "d1 c1 => d2"],
    [["d1", "d2"], "one@head-1", "d1 => c1 d2"],
    [["d1", "d2"], "one@head", " => d1 d2"],
    [["c2", "d1"], "d1", " => c2 d1"],
    [["c2", "d1"], "one@base", "c2 d1 c1 b a => "],
  ])("downgrade from %j to %s", (heads, target, expected) => {
    expect(down(branched, heads, target)).toBe(expected);
  });

  it("never guesses where a relative move goes, and lists the ways", () => {
    expect(() => up(branched, ["b"], "+1")).toThrow(code("MOVE_AMBIGUOUS", /several revisions above/));
    expect(() => up(branched, ["c1", "c2"], "+1")).toThrow(code("MOVE_AMBIGUOUS", /c1, c2/));
    expect(() => down(branched, ["d1", "d2"], "-1")).toThrow(
      expect.objectContaining({ code: "MOVE_AMBIGUOUS", hint: "Say which: d1@-1 or d2@-1." }),
    );
  });

  it("refuses head when there are several, and a revision of another branch", () => {
    expect(() => up(branched, ["b"], "head")).toThrow(
      code("MULTIPLE_HEADS", /d1 \(one@head, d1\), d2 \(two@head, d2\)/),
    );
    expect(() => up(branched, ["b"], "two@d1")).toThrow(code("TARGET_NOT_IN_BRANCH"));
    expect(() => planUpgrade(branched, positionAt(branched, []), ["c1", "d1"])).toThrow(
      code("TARGETS_OVERLAP"),
    );
  });

  it("takes a revision that is named twice once", () => {
    const upgraded = planUpgrade(branched, positionAt(branched, ["b"]), ["c1", "one", "c1"]);
    expect(outcome([], upgraded)).toBe("c1 => c1");
    expect(outcome([], planStamp(branched, [], ["two@head", "d2"]))).toBe("d2 => d2");
  });

  it("finds an ambiguous start of an id", () => {
    expect(() => up(branched, [], "d")).toThrow(code("TARGET_AMBIGUOUS", /d1, d2/));
    expect(up(branched, ["b"], "two@d")).toBe("c2 d2 => d2");
  });
});

const merged = graphOf({
  a: [],
  b: ["a"],
  c1: ["b"],
  d1: ["c1"],
  c2: { revises: ["b"], labels: ["two"] },
  d2: ["c2"],
  e: ["d1", "d2"],
  f: ["e"],
});

describe("through a merge", () => {
  it("goes up both branches before the merge", () => {
    expect(up(merged, ["b"], "f")).toBe("c1 d1 c2 d2 e f => f");
  });

  it("goes down through it", () => {
    expect(down(merged, ["f"], "b")).toBe("f e d2 c2 d1 c1 => b");
    expect(down(merged, ["e"], "d1")).toBe("e => d1 d2");
    expect(down(merged, ["e"], "two@-1")).toBe("e => d1 d2");
  });

  it("refuses -1 from it, since it has two parents", () => {
    expect(() => down(merged, ["e"], "-1")).toThrow(code("MOVE_AMBIGUOUS", /joins several/));
  });

  it("takes one side down when the other goes on", () => {
    const graph = graphOf({
      a1: [],
      b1: ["a1"],
      c1: ["b1"],
      a2: [],
      b2: ["a2"],
      c2: ["b2"],
      m: ["c1", "c2"],
      d2: ["c2"],
    });
    expect(down(graph, ["d2", "m"], "b1")).toBe("m c1 => b1 d2");
    expect(up(graph, ["b1", "d2"], "m")).toBe("c1 m => d2 m");
  });

  it("lets two merges of the same branches stand beside each other", () => {
    const graph = graphOf({
      a: [],
      b1: ["a"],
      b2: ["a"],
      b3: ["a"],
      c1: ["b1", "b2", "b3"],
      c2: ["b1", "b2", "b3"],
    });
    expect(up(graph, ["a"], "heads")).toBe("b1 b2 b3 c1 c2 => c1 c2");
  });
});

describe("with dependencies", () => {
  const crossed = graphOf({
    a1: [],
    a2: ["a1"],
    b1: [],
    b2: { revises: ["b1"], dependsOn: ["a2"] },
    b3: ["b2"],
    a3: { revises: ["a2"], dependsOn: ["b1"] },
  });

  it("applies them first and keeps only the heads that nothing needs", () => {
    expect(up(crossed, [], "b2")).toBe("b1 a1 a2 b2 => b2");
    expect(up(crossed, [], "heads")).toMatch(/=> a3 b3$/);
  });

  it("takes down what depends on the branch, and nothing else", () => {
    expect(down(crossed, ["a3", "b2"], "b1")).toBe("b2 => a3");
    expect(down(crossed, ["b3"], "a1")).toBe("b3 b2 a2 => a1 b1");
    expect(down(crossed, ["b2"], "-1")).toBe("b2 => a2 b1");
  });

  it("shows again what was implied", () => {
    const graph = graphOf({ a1: [], b1: { dependsOn: ["a1"] }, m: ["a1", "b1"] });
    expect(up(graph, ["a1"], "b1")).toBe("b1 => b1");
    expect(down(graph, ["m"], "a1")).toBe("m => b1");
    expect(down(graph, ["m"], "b1")).toBe("m => b1");
  });

  it("goes down to the base of one branch", () => {
    const graph = graphOf({ x: { labels: ["xx"] }, y: { labels: ["yy"], dependsOn: ["x"] }, z: ["y"] });
    expect(down(graph, ["z"], "yy@base")).toBe("z y => x");
    expect(down(graph, ["z"], "xx@base")).toBe("z y x => ");
  });
});

describe("stamp", () => {
  it.each([
    [["d1", "c2"], ["b"], "b => b"],
    [["d1", "c2"], ["one@base"], "d1 => c2"],
    [["d1", "c2"], ["two@head"], "d2 => d1 d2"],
    [["d1", "c2"], ["base"], "d1 c2 => "],
    [[], ["heads"], "d1 d2 => d1 d2"],
    [["d1", "d2"], ["heads"], " => d1 d2"],
    [["a"], ["d1", "d2"], "d1 d2 => d1 d2"],
    [["d1", "d2"], ["a@c1"], "c1 => c1"],
    [["d1", "d2"], ["c1", "two@base"], "c1 d2 => c1"],
    [["b"], ["one@+1"], "c1 => c1"],
    [["d1"], ["-1"], "c1 => c1"],
  ])("%j as %j", (heads, targets, expected) => {
    expect(outcome([...heads].sort(), planStamp(branched, heads, targets))).toBe(expected);
  });

  it("joins heads when it goes up over a merge", () => {
    expect(outcome([], planStamp(merged, ["d1", "c2"], ["e"]))).toBe("e => e");
    expect(outcome([], planStamp(merged, ["e"], ["c2"]))).toBe("c2 => c2");
  });

  it("takes away a head that depends on what is no longer applied", () => {
    const graph = graphOf({
      a1: [],
      b1: ["a1"],
      c1: ["b1"],
      d1: ["c1"],
      a2: [],
      b2: { revises: ["a2"], dependsOn: ["c1"] },
    });
    expect(outcome([], planStamp(graph, ["d1", "b2"], ["b1"]))).toBe("b1 => b1");
  });

  it("forgets everything else with purge, also what is in no file", () => {
    expect(outcome([], planStamp(branched, ["gone", "d2"], ["c1"], { purge: true }))).toBe("c1 => c1");
    expect(outcome([], planStamp(branched, ["gone"], ["base"], { purge: true }))).toBe("gone => ");
  });

  it("refuses targets of which one is below the other", () => {
    expect(() => planStamp(branched, [], ["c1", "d1"])).toThrow(code("TARGETS_OVERLAP"));
  });
});

describe("a revision inserted behind an applied one", () => {
  const graph = graphOf({ a: [], late: ["a"], b: ["late"], c: ["b"] });
  const position = { heads: ["b"], applied: new Set(["a", "b"]) };

  it("is never passed over", () => {
    expect(() => planUpgrade(graph, position, "head")).toThrow(
      code("REVISION_OUT_OF_ORDER", /late was inserted/),
    );
    expect(() => planUpgrade(graph, position, "+1")).toThrow(code("REVISION_OUT_OF_ORDER"));
  });

  it("is applied by heads, or by its own name", () => {
    expect(outcome([], planUpgrade(graph, position, "heads"))).toBe("late c => c");
    expect(outcome([], planUpgrade(graph, position, "late"))).toBe("late => b");
  });
});
