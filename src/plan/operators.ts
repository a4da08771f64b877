// Operators and their classes, casts and access methods are compared by nobody: they go and come with the types and functions that
// they stand on.
import { type Action, type Catalog, encodeId, type FactBase, type StableId } from "../engine/index.ts";

interface Side {
  readonly facts: FactBase;
  readonly operators: Catalog["operators"];
}

type Operator = Catalog["operators"][number];

/** The actions, with those that drop the operators of what is dropped or made anew, and make those of what is made. Pure. */
export function withOperators(actions: readonly Action[], start: Side, end: Side): readonly Action[] {
  const made = idsOf(actions, "creates");
  const goes = (id: StableId) => start.facts.has(id) && (made.has(encodeId(id)) || !end.facts.has(id));
  const isNew = (id: StableId) => made.has(encodeId(id)) && !start.facts.has(id);
  const isThere = (id: StableId) => end.facts.has(id) || !start.facts.has(id);
  const dropped = start.operators.filter(({ needs }) => needs.some(goes));
  const names = new Set(dropped.map(nameOf));
  const created = end.operators.filter(
    (operator) =>
      (names.has(nameOf(operator)) || operator.needs.some(isNew)) && operator.needs.every(isThere),
  );
  const drops = dropped.map(
    (operator): Drop => ({
      operator,
      going: operator.needs.filter(goes),
      next: created.find((other) => nameOf(other) === nameOf(operator)),
    }),
  );
  // A class comes behind its operators, and goes before them.
  return created.reduceRight(insertCreation, drops.reduce(insertDrop, actions));
}

interface Drop {
  readonly operator: Operator;
  /** Of what it needs, what is dropped or made anew. */
  readonly going: readonly StableId[];
  /** What comes in its place. */
  readonly next: Operator | undefined;
}

/** In front of what drops what it stands on, or makes what its successor does. */
function insertDrop(actions: readonly Action[], { operator, going, next }: Drop): readonly Action[] {
  const concerned = new Set([...going, ...(next?.needs ?? [])].map(encodeId));
  const place = actions.findIndex(({ creates, drops }) =>
    [...creates, ...drops].some((id) => concerned.has(encodeId(id))),
  );
  // A type that is put aside has another name by then.
  const dropped = idsOf(actions, "drops");
  const isPutAside = going.some((id) => !dropped.has(encodeId(id)));
  const first = actions.findIndex(({ transactional, commitAfter }) => transactional && !commitAfter);
  // It may be one that only the other side had.
  const sql = `DROP ${operator.kind} IF EXISTS ${operator.object}`;
  const drop = actionOf({ sql, verb: next === undefined ? "drop" : "alter", uses: operator.needs });
  return actions.toSpliced(isPutAside ? first : place, 0, drop);
}

function nameOf({ kind, object }: Operator): string {
  return `${kind} ${object}`;
}

function idsOf(actions: readonly Action[], key: "creates" | "drops"): Set<string> {
  return new Set(actions.flatMap((action) => action[key].map(encodeId)));
}

function insertCreation(actions: readonly Action[], { sql, needs }: Operator): readonly Action[] {
  const needed = new Set(needs.map(encodeId));
  const last = actions.findLastIndex(({ creates }) => creates.some((id) => needed.has(encodeId(id))));
  return actions.toSpliced(last + 1, 0, actionOf({ sql, verb: "create", uses: needs }));
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
