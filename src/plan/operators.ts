// Operators and their classes, casts and access methods are compared by nobody: they go and come with the types and functions that
// they stand on.
import { type Action, encodeId, type Schema, type StableId } from "../engine/index.ts";

interface Way {
  /** What is. */
  readonly before: Schema;
  /** The same where types that are in the way have other names, by which they are dropped. */
  readonly left: Schema;
  /** What should be. */
  readonly end: Schema;
}

type Operator = Schema["operators"][number];

/** The actions, with those that drop the operators of what is dropped or made anew, and make those of what is made. Pure. */
export function withOperators(actions: readonly Action[], way: Way): readonly Action[] {
  const made = idsOf(actions, "creates");
  const dropped = operatorsThatGo(made, way);
  const created = operatorsThatCome(made, dropped, way);
  const comes = new Set(created.map(nameOf));
  const drops = dropped.map((gone) => ({ ...gone, action: dropOf(gone, comes.has(gone.name)) }));
  const dropOfName = new Map(drops.map(({ name, action }) => [name, action]));
  // A class comes behind its operators, and goes before them.
  return created.reduceRight(
    (all, operator) => insertCreation(all, operator, dropOfName.get(nameOf(operator))),
    drops.reduceRight(insertDrop, actions),
  );
}

interface Gone {
  readonly operator: Operator;
  /** Of what it needs, what is dropped or made anew. */
  readonly going: readonly StableId[];
  /** What it was called before. */
  readonly name: string;
}

function operatorsThatGo(made: ReadonlySet<string>, { before, left, end }: Way): Gone[] {
  const goes = (id: StableId) => left.facts.has(id) && (made.has(encodeId(id)) || !end.facts.has(id));
  const called = new Map(before.operators.map((operator) => [operator.key, nameOf(operator)]));
  return left.operators
    .map((operator) => ({
      operator,
      going: operator.needs.filter(goes),
      name: called.get(operator.key) ?? nameOf(operator),
    }))
    .filter(({ going }) => going.length > 0);
}

function operatorsThatCome(
  made: ReadonlySet<string>,
  dropped: readonly Gone[],
  { before, left, end }: Way,
): Operator[] {
  const gone = new Set(dropped.map(({ name }) => name));
  const stays = new Set(before.operators.map(nameOf).filter((name) => !gone.has(name)));
  const isNew = (id: StableId) => made.has(encodeId(id)) && !left.facts.has(id);
  const isThere = (id: StableId) => end.facts.has(id) || !left.facts.has(id);
  return end.operators.filter((operator) => {
    const name = nameOf(operator);
    const isWanted = gone.has(name) || (operator.needs.some(isNew) && !stays.has(name));
    return isWanted && operator.needs.every(isThere);
  });
}

/** It may be one that only the other side had. */
function dropOf({ operator: { kind, object, needs } }: Gone, comesBack: boolean): Action {
  const sql = `DROP ${kind} IF EXISTS ${object}`;
  return actionOf({ sql, verb: comesBack ? "alter" : "drop", uses: needs });
}

/** In front of what drops what it stands on, and so behind what uses it. */
function insertDrop(
  actions: readonly Action[],
  { action, going }: Gone & { readonly action: Action },
): readonly Action[] {
  const ids = new Set(going.map(encodeId));
  const first = (key: "creates" | "drops") =>
    actions.findIndex((other) => other[key].some((id) => ids.has(encodeId(id))));
  const place = first("drops");
  // What CREATE OR REPLACE makes anew is never dropped.
  return actions.toSpliced(place < 0 ? first("creates") : place, 0, action);
}

/** Behind what it stands on and what it takes the name of. */
function insertCreation(
  actions: readonly Action[],
  { statements, needs }: Operator,
  gone: Action | undefined,
): readonly Action[] {
  const needed = new Set(needs.map(encodeId));
  const last = actions.findLastIndex(
    (action) => action === gone || action.creates.some((id) => needed.has(encodeId(id))),
  );
  return actions.toSpliced(
    last + 1,
    0,
    ...statements.map((sql) => actionOf({ sql, verb: "create", uses: needs })),
  );
}

function nameOf({ kind, object }: Operator): string {
  return `${kind} ${object}`;
}

function idsOf(actions: readonly Action[], key: "creates" | "drops"): Set<string> {
  return new Set(actions.flatMap((action) => action[key].map(encodeId)));
}

function actionOf(action: Pick<Action, "sql" | "verb" | "uses">): Action {
  return {
    ...action,
    creates: [],
    drops: [],
    loses: [],
    transactional: true,
    commitAfter: false,
    mayRewrite: false,
  };
}
