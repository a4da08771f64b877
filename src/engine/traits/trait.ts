// What a trait is: something of an object that the engine doesn't read. A topic is one file with all that is known of its traits:
// how they are read, compared and set.
import type { Fact, FactBase, StableId } from "@supabase/pg-delta/core";

/** What one trait of one object is before and after. */
export interface TraitValues {
  /** The object the trait is on, as it is to be. */
  readonly fact: Fact;
  /** The part of it that the trait speaks of, as in `comment on column:x`; empty without one. */
  readonly part: string;
  /** Undefined: as it is by default. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly from: FactBase;
  readonly to: FactBase;
}

export interface TraitChange extends TraitValues {
  /** Whether the plan makes an object, anew or again. */
  isMade(id: StableId): boolean;
}

export interface Trait {
  /** What has to be managed for it to be compared; `table`: it is compared with its table. */
  readonly family: "comment" | "grant" | "owner" | "physical" | "table" | "trigger";
  /** It is a part of the statement that creates the object. */
  readonly isCreated?: true;
  /** The column that it is of, if the part is one or names one. */
  ofColumn?(part: string): string;
  /** It names an index, which has to be there with its name. */
  readonly isOnIndex?: true;
  /** It is of the tables below too. */
  readonly isPassedDown?: true;
  /** Whether another value is a difference; without it, it always is. */
  isCompared?(values: TraitValues): boolean;
  /** Whether it goes with what it is of, where there is to be none. */
  isGone?(change: TraitChange): boolean;
  /** Whether the actions leave it as it is by default, whatever it was before; they do where they make the object. */
  isLost?(change: TraitChange): boolean;
  /** What it is where the actions have made the object, if it is not the default. */
  start?(change: TraitChange): string | undefined;
  /** Statements to run before everything else, for what would be in the way. */
  clear?(change: TraitChange): string[];
  set(change: TraitChange): string[];
}

export interface TraitSource {
  /** The first version of PostgreSQL that has it. */
  readonly since?: number;
  /** Rows of kind, schema, table, name, trait and value, from the relations of trait-rows.ts. */
  readonly sql: string;
}

export interface TraitTopic {
  readonly sources: readonly TraitSource[];
  readonly traits: Readonly<Record<string, Trait>>;
}
