// What the engine reads of an object, told so that it is compared and planned as PostgreSQL has it.
import type { Fact } from "@supabase/pg-delta/core";
import { asReparsed, reparseValues } from "../reparse/reparsed.ts";

type Traits = Readonly<Record<string, string>>;

/** A fact with what the extractor leaves out. Pure. */
export function completeFact(fact: Fact, traits: Traits | undefined): Fact {
  const { virtual, "default expression": value, ...rest } = traits ?? {};
  const named = value === undefined ? fact : { ...fact, payload: { ...fact.payload, default: value } };
  const told = withoutIdentityIndex(withCollation(asReparsed(named)), rest);
  const completed = virtual === undefined ? told : asVirtual(told);
  if (Object.keys(rest).length === 0) return completed;
  return {
    ...completed,
    payload: { ...completed.payload, _traits: { ...rest, ...reparseValues(withoutComments(rest)) } },
  };
}

function withoutComments(traits: Traits): Traits {
  return Object.fromEntries(Object.entries(traits).filter(([name]) => !name.startsWith("comment on ")));
}

/** What the engine doesn't read of an object; a key that starts with `_` it carries along and never compares. */
export function traitsOf(fact: Fact | undefined): Traits {
  return (fact?.payload._traits as Traits | undefined) ?? {};
}

/** `comment on column:x` → the trait and its part `x`; a trait of the whole has none. */
export function splitTrait(text: string): [name: string, part: string] {
  const [name = "", part = ""] = text.split(/:(.*)/s);
  return [name, part];
}

/** The parts for which the fact has this trait, each with its value. */
export function partsWith(trait: string, fact: Fact | undefined): [part: string, value: string][] {
  return Object.entries(traitsOf(fact)).flatMap(([text, value]) => {
    const [name, part] = splitTrait(text);
    return name === trait ? [[part, value]] : [];
  });
}

/** The fact with those of its traits for which that is true. Pure. */
export function withTraits(fact: Fact, isKept: (name: string, value: string) => boolean): Fact {
  const traits = Object.entries(traitsOf(fact));
  const kept = traits.filter(([name, value]) => isKept(name, value));
  if (kept.length === traits.length) return fact;
  return { ...fact, payload: { ...fact.payload, _traits: Object.fromEntries(kept) } };
}

/**
 * The engine answers another collation by dropping the column. As a part of the type it is altered with it:
 * ALTER COLUMN … TYPE text COLLATE "C".
 */
function withCollation(fact: Fact): Fact {
  const { type, collation } = fact.payload;
  const isTyped = fact.id.kind === "column" || fact.id.kind === "typeAttribute";
  if (!isTyped || collation == null) return fact;
  return { ...fact, payload: { ...fact.payload, type: `${type} COLLATE ${collation}`, collation: null } };
}

/**
 * The engine sets it before its columns are NOT NULL, and never again where the index is rebuilt: the trait does both. Without the
 * index it is the same as NOTHING. Manual: 53.11 pg_class, relreplident.
 */
function withoutIdentityIndex(fact: Fact, traits: Traits): Fact {
  if (fact.payload.replicaIdentity !== "i") return fact;
  const replicaIdentity = traits["replica identity"] === undefined ? "n" : "d";
  return { ...fact, payload: { ...fact.payload, replicaIdentity, replicaIdentityIndex: null } };
}

/** The engine takes every generated column for a stored one. */
function asVirtual(fact: Fact): Fact {
  return { ...fact, payload: { ...fact.payload, generatedExpr: virtualMark + fact.payload.generatedExpr } };
}

export const virtualMark = "/* virtual */ ";

/** The expression of a generated column, stored or virtual. */
export function plainExpression({ payload }: Fact): string | undefined {
  return payload.generatedExpr == null ? undefined : String(payload.generatedExpr).replace(virtualMark, "");
}
