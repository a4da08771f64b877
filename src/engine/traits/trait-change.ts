import type { Fact, FactBase } from "@supabase/pg-delta/core";

/** What one trait of one object is before and after. */
export interface TraitChange {
  /** The object the trait is on, as it is to be. */
  readonly fact: Fact;
  /** The part of it that the trait speaks of, as in `comment on column:x`; empty without one. */
  readonly part: string;
  /** Undefined: as it is by default. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The plan makes the object, anew or again. */
  readonly isMade: boolean;
  readonly from: FactBase;
  readonly to: FactBase;
}
