import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProgress, renderProgress } from "../../../src/terminal/progress.ts";
import { createStyle, wantsColour } from "../../../src/terminal/style.ts";
import { displayWidth, formatTable, truncate } from "../../../src/terminal/table.ts";

const plain = createStyle(false);

describe("formatTable", () => {
  it("aligns columns by what they take on the screen", () => {
    const colour = createStyle(true);
    const table = formatTable(
      [
        [colour.green("漢字"), "1"],
        ["plain", "12"],
      ],
      { head: ["name", "n"], alignRight: [1] },
    );
    expect(stripVTControlCharacters(table)).toBe("name    n\n漢字    1\nplain  12");
  });

  it("gives an empty text for no rows", () => {
    expect(formatTable([])).toBe("");
  });
});

describe("truncate", () => {
  it("never takes more columns than it may", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, width) => {
        expect(displayWidth(truncate(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("leaves a text that fits as it is", () => {
    expect(truncate("as it is", 8)).toBe("as it is");
    expect(truncate("too long", 5)).toBe("too …");
  });
});

describe("progress", () => {
  const events = [
    { type: "step:start", message: "3f2a add users" },
    { type: "step:progress", message: "backfill users", done: 1, total: 2 },
    { type: "step:progress", message: "backfill users", done: 2, total: 2 },
  ];

  function written(isTTY: boolean, silent = false): string {
    const output = Object.assign(new PassThrough(), { isTTY, columns: 40 });
    const texts: string[] = [];
    output.write = (text: string) => texts.push(text) > 0;
    const progress = createProgress(output, { silent, style: plain });
    for (const event of events) progress.onEvent(event);
    progress.clear();
    return texts.join("");
  }

  it("is plain lines where there is no terminal", () => {
    expect(written(false)).toBe("3f2a add users\nbackfill users (1/2)\nbackfill users (2/2)\n");
  });

  it("is one line that is taken away at the end on a terminal", () => {
    expect(written(true)).not.toContain("\n");
    expect(written(true)).toContain("2/2  backfill users");
    expect(written(true).endsWith("\r\u001B[2K")).toBe(true);
  });

  it("leaves a warning on the screen", () => {
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const progress = createProgress(output, { silent: false, style: plain });
    progress.onEvent({ type: "warning", message: "not encrypted" });
    progress.clear();
    expect(String(output.read())).toBe("\r\u001B[2Kwarning: not encrypted\n");
  });

  it("is nothing when it has to be silent", () => {
    expect(written(true, true) + written(false, true)).toBe("");
  });

  it("never wraps", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(1000), fc.nat(1000), fc.string(), (width, done, total, message) => {
        const line = renderProgress({ type: "t", message, done, total }, width, plain);
        expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(4, width - 1));
      }),
    );
  });
});

describe("colours", () => {
  const terminal = { isTTY: true };
  it.each([
    ["on a terminal", terminal, {}, true],
    ["not in a pipe", {}, {}, false],
    ["not with --no-color", terminal, { noColor: true }, false],
    ["not with NO_COLOR", terminal, { env: { NO_COLOR: "1" } }, false],
    ["with an empty NO_COLOR", terminal, { env: { NO_COLOR: "" } }, true],
    ["in a pipe with FORCE_COLOR", {}, { env: { FORCE_COLOR: "1" } }, true],
    ["not with FORCE_COLOR=0", terminal, { env: { FORCE_COLOR: "0" } }, false],
    ["not with both NO_COLOR and FORCE_COLOR", terminal, { env: { NO_COLOR: "1", FORCE_COLOR: "1" } }, false],
    ["not on a dumb terminal", terminal, { env: { TERM: "dumb" } }, false],
  ])("are there %s", (_, stream, options, expected) => {
    expect(wantsColour(stream, { env: {}, ...options })).toBe(expected);
  });
});
