// Of models that changed in a few places, only the statements that matter have to be built. Pure.
import { distinctBy, grouped } from "../by-key.ts";
import { type Statement, textOf } from "../models/statement.ts";
import { wordsOf } from "../sql/words.ts";

export interface Reduced {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/**
 * From both versions of the models: what changed, all that mentions it, and all that those stand on. Whatever is left out is
 * the same on both sides and knows nothing of the change. Undefined when that can't be told (SQL files say nothing
 * of what they create), or when it would leave out little.
 *
 * An object is mentioned wherever its name stands, as a word: more is taken in than needed, never less.
 */
export function reduceModels(before: readonly Statement[], after: readonly Statement[]): Reduced | undefined {
  const all = distinct([...before, ...after]);
  const changed = difference(all, before, after);
  if (!changed.every(({ kind }) => reducible.has(kind))) return undefined;
  const mentions = indexBy(all, ({ sql }) => wordsOf(sql));
  const dependents = new Set(changed);
  const affected = new Set(changed.flatMap(({ object }) => object ?? []));
  for (const name of affected) {
    for (const statement of mentions.get(name) ?? []) {
      dependents.add(statement);
      if (statement.object !== undefined && statement.part !== true) affected.add(statement.object);
    }
  }
  if ([...dependents].some(({ object }) => object === undefined)) return undefined;
  const needed = withFoundations(dependents, all);
  if (needed.size > all.length / 2) return undefined;
  const texts = new Set([...needed].map(textOf));
  const reduce = (statements: readonly Statement[]) => statements.filter((each) => texts.has(textOf(each)));
  return { before: reduce(before), after: reduce(after) };
}

/** Others act on what does not name them: an extension on all that uses its types, a function on all overloads. */
const reducible = new Set([
  "table",
  "enum",
  "index",
  "foreign key",
  "view",
  "materialized view",
  "policy",
  "row security",
]);

/** With the objects that they mention, and those that these mention; of a table also the keys that others refer to. */
function withFoundations(statements: ReadonlySet<Statement>, all: readonly Statement[]): Set<Statement> {
  const makers = indexBy(all, ({ object = "", part, sql }) =>
    part !== true || sql.startsWith("CREATE UNIQUE INDEX") ? [object] : [],
  );
  const isEverywhere = ({ kind, object }: Statement) => alwaysBuilt.has(kind) || object === undefined;
  const needed = new Set([...all.filter(isEverywhere), ...statements]);
  for (const { sql } of needed) {
    for (const word of wordsOf(sql)) for (const maker of makers.get(word) ?? []) needed.add(maker);
  }
  return needed;
}

const alwaysBuilt = new Set(["schema", "extension"]);

function difference(
  all: readonly Statement[],
  before: readonly Statement[],
  after: readonly Statement[],
): Statement[] {
  const old = new Set(before.map(textOf));
  const now = new Set(after.map(textOf));
  return all.filter((statement) => !(old.has(textOf(statement)) && now.has(textOf(statement))));
}

function distinct(statements: readonly Statement[]): Statement[] {
  return distinctBy(statements, textOf);
}

function indexBy(
  statements: readonly Statement[],
  keysOf: (statement: Statement) => Iterable<string>,
): Map<string, Statement[]> {
  return grouped(
    statements.flatMap((statement) => [...keysOf(statement)].map((key) => [key, statement] as const)),
  );
}
