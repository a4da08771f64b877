// Whether models that are yet to be written are the database: the same comparison as that of `check`.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withModelComparison } from "../autogenerate/models-side.ts";
import { differences } from "../autogenerate/proposal.ts";
import type { Config } from "../config.ts";
import { changeName, type ObjectName } from "../engine/index.ts";
import { isVarveError } from "../errors.ts";
import { loadModels, type Models } from "../models/load.ts";
import { tellsOfModels } from "../models/refused.ts";
import type { Files } from "./try-pull.ts";

export interface Judgement {
  readonly models: Models;
  readonly notCompared: readonly ObjectName[];
  /** What differs, or what PostgreSQL refuses; undefined when they are the database. */
  readonly wrong?: string;
}

export interface JudgeOptions {
  readonly config: Config;
  /** The database. */
  readonly url: string;
  /** In the project; it is emptied. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** Errors: those of loading models, of connecting and of scratch databases. */
export async function judgeFiles(
  files: Files,
  { config, url, folder, signal }: JudgeOptions,
): Promise<Judgement> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  const models = await loadModels({ ...config, root: folder, models: ["*"] });
  try {
    return await withModelComparison({ config, url, models, signal }, async (comparison) => {
      const found = differences(comparison).map(changeName);
      const { notCompared } = comparison;
      return { models, notCompared, ...(found.length > 0 && { wrong: found.join(", ") }) };
    });
  } catch (error) {
    if (!isVarveError(error) || !tellsOfModels.has(error.code)) throw error;
    return { models, notCompared: [], wrong: error.message };
  }
}
