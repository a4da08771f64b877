import type { Config } from "../config.ts";
import type { Models } from "../models/load.ts";

/** The models, as one side of a comparison. */
export interface ModelSide {
  readonly config: Config;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}
