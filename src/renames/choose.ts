// Which candidates are renames: said by flags, asked, or refused. Never guessed.
import type { FactBase } from "../engine/index.ts";
import { VarveError } from "../errors.ts";
import { possibleRenames, renameCandidates } from "./candidates.ts";
import { type Rename, renameName, renameText } from "./rename.ts";

/** How to tell a rename from a drop and a create. */
export interface RenameChoice {
  /** As in `--rename old:new`. */
  readonly rename?: readonly string[] | undefined;
  /** Nothing else is a rename: drop and create. */
  readonly noRenames?: boolean | undefined;
  /** Nobody said them: one that fits nothing is none. What was renamed may have come with the same migration. */
  readonly mayFitNothing?: boolean | undefined;
  /** Asks; gets the candidates as text, gives back those that are renames. Without it, candidates are refused. */
  ask?: ((candidates: readonly string[]) => Promise<readonly string[]>) | undefined;
}

export interface RenameChooser {
  /** The renames to apply to the schema as it is now; empty when there are no more. */
  next(from: FactBase): Promise<Rename[]>;
  /** Errors: RENAME_UNKNOWN when a `--rename` fitted nothing. */
  assertAllUsed(from: FactBase): void;
}

/**
 * A chooser for one comparison. Renames come in rounds, since the columns of a renamed table only pair up under its
 * new name; a `--rename` may name them under the old one. Errors: RENAME_AMBIGUOUS, RENAME_UNKNOWN.
 */
export function renameChooser(choice: RenameChoice, to: FactBase): RenameChooser {
  const wanted = new Set(choice.rename ?? []);
  const unused = new Set(wanted);
  const formerNames = new Map<string, string>();
  const refused = new Set<string>();

  const isWanted = (rename: Rename, from: FactBase): boolean => {
    const hits = texts(renameText(rename, from, to), formerNames).filter((text) => wanted.has(text));
    for (const hit of hits) unused.delete(hit);
    return hits.length > 0;
  };

  return {
    async next(from) {
      const said = outsideOf(possibleRenames(from, to).filter((rename) => isWanted(rename, from)));
      assertCompatible(said, from, to);
      const open = choice.noRenames
        ? []
        : renameCandidates(from, to).filter(
            (candidate) =>
              !said.some((rename) => concerns(rename, candidate) || isInside(candidate, rename)) &&
              !refused.has(renameText(candidate, from, to)),
          );
      const now = outsideOf(open);
      const names = now.map((rename) => renameText(rename, from, to));
      const asked = names.length === 0 ? [] : await ask(choice, names);
      for (const text of names) if (!asked.includes(text)) refused.add(text);
      const chosen = [...said, ...now.filter((rename) => asked.includes(renameText(rename, from, to)))];
      // The schema stays as it is: then what is in it is looked at.
      if (chosen.length === 0 && now.length < open.length) return this.next(from);
      for (const rename of chosen) {
        if (rename.from.kind === "table")
          formerNames.set(renameName(rename.to, to), renameName(rename.from, from));
        if (rename.from.kind === "schema" && rename.to.kind === "schema")
          formerNames.set(rename.to.name, rename.from.name);
      }
      return chosen;
    },
    assertAllUsed(from) {
      const [text] = unused;
      if (text === undefined || choice.mayFitNothing) return;
      const known = possibleRenames(from, to).map((rename) => renameText(rename, from, to));
      throw new VarveError("RENAME_UNKNOWN", {
        message: `--rename ${text} fits nothing: the left side must be an object that is to be dropped, the right side one of its kind that is to be created.`,
        hint:
          known.length === 0
            ? "Leave the flag out: nothing here can be a rename."
            : `Possible here: ${known
                .slice(0, 10)
                .map((name) => `--rename ${name}`)
                .join(", ")}`,
        details: { rename: text, possible: known },
      });
    },
  };
}

/** Two renames that share an end can't both happen. */
function concerns(a: Rename, b: Rename): boolean {
  const ends = ({ from, to, label }: Rename) => [
    JSON.stringify([from, label?.from]),
    JSON.stringify([to, label?.to]),
  ];
  const [from, to] = ends(a);
  const [otherFrom, otherTo] = ends(b);
  return from === otherFrom || to === otherTo;
}

/** What is in a renamed schema goes with it; the next round finds the rest under the schema's new name. */
function outsideOf(renames: readonly Rename[]): Rename[] {
  return renames.filter((rename) => !renames.some((schema) => isInside(rename, schema)));
}

function assertCompatible(said: readonly Rename[], from: FactBase, to: FactBase): void {
  for (const [index, rename] of said.entries()) {
    const other = said.slice(index + 1).find((later) => concerns(rename, later));
    if (other === undefined) continue;
    const [one, two] = [rename, other].map((each) => renameText(each, from, to));
    throw new VarveError("RENAME_UNKNOWN", {
      message: `--rename ${one} and --rename ${two} cannot both be meant: they share an end.`,
      hint: "Leave one of them out.",
      details: { renames: [one, two] },
    });
  }
}

/** An object of a schema that is renamed. */
function isInside({ from }: Rename, schema: Rename): boolean {
  return schema.from.kind === "schema" && "schema" in from && from.schema === schema.from.name;
}

/**
 * All ways to say it: a column of `people`, which was `users` a round ago, may be named by what its table was,
 * `users.nick:people.handle` or `users.nick:users.handle`; and by what its schema was before that.
 */
function texts(text: string, formerNames: ReadonlyMap<string, string>): string[] {
  const former = [...formerNames].flatMap(([now, before]) => {
    if (!text.startsWith(`${now}.`)) return [];
    const left = `${before}${text.slice(now.length)}`;
    const earlier = new Map([...formerNames].filter(([name]) => name !== now));
    return [left, left.replace(`:${now}.`, () => `:${before}.`)].flatMap((each) => texts(each, earlier));
  });
  return [text, ...former];
}

async function ask(choice: RenameChoice, candidates: readonly string[]): Promise<readonly string[]> {
  if (choice.ask !== undefined) return choice.ask(candidates);
  throw new VarveError("RENAME_AMBIGUOUS", {
    message: `What is dropped and what is created look alike, so this may be a rename: ${candidates.join(", ")}. Nothing was written.`,
    hint: `Say what it is, for example --rename ${candidates[0]}, once for each rename; or --no-renames to drop and create (the data is lost).`,
    details: { candidates },
  });
}
