// All traits that are known, by their topics.
import { splitTrait } from "../facts/complete-fact.ts";
import { attached } from "./attached.ts";
import { clonedTriggers } from "./cloned-trigger.ts";
import { columnComments } from "./column-comments.ts";
import { columnRights } from "./column-rights.ts";
import { constraintIndex } from "./constraint-index.ts";
import { foreignOptions } from "./foreign-options.ts";
import { markedIndex } from "./marked-index.ts";
import { notNulls } from "./not-null.ts";
import { ofType } from "./of-type.ts";
import { ownExpressions } from "./own-expression.ts";
import { severalParents } from "./several-parents.ts";
import { statisticsObjects } from "./statistics-objects.ts";
import { storedColumns } from "./stored-columns.ts";
import { tableStorage } from "./table-storage.ts";
import type { Trait, TraitSource, TraitTopic } from "./trait.ts";
import { validatedCheck } from "./validated-check.ts";

const topics: readonly TraitTopic[] = [
  attached,
  clonedTriggers,
  columnComments,
  columnRights,
  constraintIndex,
  foreignOptions,
  markedIndex,
  notNulls,
  ofType,
  ownExpressions,
  severalParents,
  statisticsObjects,
  storedColumns,
  tableStorage,
  validatedCheck,
];

const traits: Readonly<Record<string, Trait>> = Object.assign({}, ...topics.map(({ traits }) => traits));

export const traitSources: readonly TraitSource[] = topics.flatMap(({ sources }) => sources);

export interface KnownTrait {
  readonly trait: Trait;
  readonly part: string;
}

/** `comment on column:x` → the trait and `x`. */
export function readTrait(text: string): KnownTrait | undefined {
  const [kind, part] = splitTrait(text);
  const trait = traits[kind];
  return trait && { trait, part };
}
