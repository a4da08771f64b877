import type { Fact } from "@supabase/pg-delta/core";

/** For every list of literals that was cast as a whole: as it is told, and as a statement has to say it to get it so again. */
export type List = { readonly told: string; readonly said: string };

export function listsOf({ payload }: Fact): readonly List[] {
  return (payload._lists as readonly List[] | undefined) ?? [];
}

export function listsIn(payload: Fact["payload"]): List[] {
  const texts = Object.values(payload).filter((value) => typeof value === "string");
  return texts
    .flatMap((text) => [...text.matchAll(list)])
    .map(([, word, elements = ""]) => {
      const literals = elements.match(literal) ?? [];
      const told = literals.map((element) => `(${element})::text`).join(", ");
      return { told: `${word} (ARRAY[${told}])`, said: `${word} (ARRAY[${literals.join(", ")}])` };
    });
}

const literal = /(?:'(?:[^']|'')*'|NULL)::character varying/g;
const list = new RegExp(`(ANY|ALL) \\(\\(ARRAY\\[((?:${literal.source}(?:, )?)+)\\]\\)::text\\[\\]\\)`, "g");
