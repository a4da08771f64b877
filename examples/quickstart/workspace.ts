// A copy of the example below .varve/, so that changing its models leaves the repository as it is.
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const customModel = `import { pgTable, text, uuid } from "drizzle-orm/pg-core";

export const customModels = pgTable("custom_models", { id: uuid().primaryKey(), name: text().notNull() });
`;

export class Workspace {
  readonly folder: string;
  readonly #example: string;

  constructor(root: string) {
    this.folder = join(root, ".varve", "quickstart");
    this.#example = join(root, "examples", "event-service");
  }

  /** Empty but for what the example has in git. */
  async prepare(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    for (const part of ["models", "migrations", "varve.config.ts"]) await this.restore(part);
  }

  /** Puts a part back as the example has it. */
  async restore(part: string): Promise<void> {
    await rm(join(this.folder, part), { recursive: true, force: true });
    await cp(join(this.#example, part), join(this.folder, part), { recursive: true });
  }

  /** A table more, and a column more in the events. Gives the changes as lines of a diff. */
  async changeModels(): Promise<string[]> {
    await writeFile(join(this.folder, "models", "custom-model.ts"), customModel);
    const file = join(this.folder, "models", "event.ts");
    const before = await readFile(file, "utf8");
    const after = before
      .replace('pgTable("events", eventColumns,', 'pgTable("events", { ...eventColumns, source: text() },')
      .replace("import { index, pgTable }", "import { index, pgTable, text }");
    if (after === before) throw new Error(`${file} is not as the quickstart expects it`);
    await writeFile(file, after);
    return [
      '+ models/custom-model.ts  export const customModels = pgTable("custom_models", { … });',
      '~ models/event.ts         export const events = pgTable("events", { ...eventColumns, source: text() }, …);',
    ];
  }
}
