import { describe, expect, it } from "vitest";
import { commands } from "../../../src/commands/list.ts";

describe.each(commands)("varve $name", ({ name, summary, load }) => {
  it("is listed as it describes itself", async () => {
    const { definition } = await load();
    expect(definition).toMatchObject({ name, summary });
  });

  it("is written like the others", async () => {
    const { definition } = await load();
    const options = Object.values<{ help: string }>({ ...definition.arguments, ...definition.options });
    for (const text of [
      summary,
      ...options.map(({ help }) => help),
      ...definition.examples.map(({ help }) => help),
    ]) {
      expect(text).toMatch(/^[a-z0-9"`-].*[^.]$/);
    }
    for (const { command } of definition.examples) expect(command).toContain(`varve ${name}`);
  });
});
