import { expect, test } from "vitest";
import { callCommand } from "../../../src/commands/call.ts";
import type { CommandDefinition } from "../../../src/terminal/command.ts";

interface Options {
  cwd?: string;
  targets?: readonly string[];
  rename?: readonly string[];
  dryRun?: boolean;
  lockTimeout?: number;
  mode?: "each" | "all";
}

const definition: CommandDefinition<Options, { ok: boolean; options: Options }> = {
  name: "move",
  summary: "move",
  arguments: { targets: { help: "where to", variadic: true } },
  options: {
    rename: { flags: "--rename <old:new>", help: "a rename", repeatable: true },
    dryRun: { flags: "--dry-run", help: "only show" },
    lockTimeout: { flags: "--lock-timeout <seconds>", help: "how long", type: "integer" },
    mode: { flags: "--mode <mode>", help: "how", choices: ["each", "all"] },
  },
  examples: [{ command: "varve move", help: "moves" }],
  run: async (options) => ({ ok: true, options }),
  render: () => "",
};
const call = (options?: unknown) => callCommand({ definition }, options as Options);

test("options arrive as they are given, and undefined ones not at all", async () => {
  const options = { cwd: "/", targets: ["a", "b"], dryRun: false, lockTimeout: 0, mode: "all" };

  expect(await call({ ...options, rename: undefined })).toEqual({ ok: true, options });
});

test("one text where several may be given is a list of one", async () => {
  expect(await call({ targets: "head", rename: "a:b" })).toMatchObject({
    options: { targets: ["head"], rename: ["a:b"] },
  });
});

test("an option that is not known is refused with the nearest one", async () => {
  await expect(call({ dryrun: true })).rejects.toMatchObject({
    code: "USAGE",
    message: '"dryrun" is not an option of move.',
    hint: 'Did you mean "dryRun"?',
  });
});

test.each([[undefined], [{}], [{ targets: [] }]])(
  "a call without what the command needs is refused: %j",
  async (options) => {
    await expect(call(options)).rejects.toMatchObject({
      code: "USAGE",
      message: "varve move needs <targets> (where to).",
      hint: "For example: varve move",
    });
  },
);

test.each([
  [{ targets: 1 }, '"targets" must be a list of texts.'],
  [{ targets: ["a", 1] }, '"targets" must be a list of texts.'],
  [{ dryRun: "no" }, '"dryRun" must be true or false.'],
  [{ lockTimeout: "5" }, '"lockTimeout" must be a whole number from 0.'],
  [{ lockTimeout: -1 }, '"lockTimeout" must be a whole number from 0.'],
  [{ mode: "none" }, '"mode" must be each or all.'],
])("a value that means nothing is refused: %j", async (options, message) => {
  await expect(call(options)).rejects.toMatchObject({ code: "USAGE", message });
});
