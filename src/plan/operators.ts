// Operators and their classes, casts and access methods are compared by nobody: they go and come with the types and functions that
// they stand on.
import { type Action, encodeId, type Schema, type StableId } from "../engine/index.ts";

interface Way {
  /** What is. */
  readonly before: Schema;
  /** The same where what is in the way has other names, by which it is dropped. */
  readonly moved: Schema;
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
  const creations = created.map((operator) => {
    const gone = drops.find(({ name }) => name === nameOf(operator));
    return { operator, gone: gone?.action, actions: creationOf(operator) };
  });
  // A class is read behind its operators: it comes behind them, and goes before them.
  return creations.reduce(
    (all, creation) => insertCreation(all, creation, creations),
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

function operatorsThatGo(made: ReadonlySet<string>, { before, moved, end }: Way): Gone[] {
  const goes = (id: StableId) => moved.facts.has(id) && (made.has(encodeId(id)) || !end.facts.has(id));
  const called = new Map(before.operators.map((operator) => [operator.key, nameOf(operator)]));
  return moved.operators
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
  { before, moved, end }: Way,
): Operator[] {
  const gone = new Set(dropped.map(({ name }) => name));
  const stays = new Set(before.operators.map(nameOf).filter((name) => !gone.has(name)));
  const isNew = (id: StableId) => made.has(encodeId(id)) && !moved.facts.has(id);
  const isThere = (id: StableId) => end.facts.has(id) || !moved.facts.has(id);
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
  // What CREATE OR REPLACE makes anew is never dropped.
  const [place = 0] = [first("drops"), first("creates")].filter((index) => index >= 0);
  return actions.toSpliced(place, 0, action);
}

interface Creation {
  readonly operator: Operator;
  readonly actions: readonly Action[];
  /** What drops the one whose name it takes. */
  readonly gone: Action | undefined;
}

function creationOf({ statements, needs }: Operator): Action[] {
  return statements.map((sql) => actionOf({ sql, verb: "create", uses: needs }));
}

/** Behind what it stands on, operators of a class among that, and behind what it takes the name of. */
function insertCreation(
  all: readonly Action[],
  { operator, actions, gone }: Creation,
  creations: readonly Creation[],
): readonly Action[] {
  const needed = new Set(operator.needs.map(encodeId));
  const isBelow = (other: Creation) => other.operator.needs.every((id) => needed.has(encodeId(id)));
  const below = new Set([gone, ...creations.filter(isBelow).flatMap((other) => other.actions)]);
  const last = all.findLastIndex(
    (action) => below.has(action) || action.creates.some((id) => needed.has(encodeId(id))),
  );
  return all.toSpliced(last + 1, 0, ...actions);
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
