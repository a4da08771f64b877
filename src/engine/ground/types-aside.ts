// Types that are made anew while something is of them, row types among them: the old one gets another name first. Pure.
import { isDeepStrictEqual } from "node:util";
import { encodeId, type Fact, type FactBase } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";
import { readType } from "../../sql/type-name.ts";
import { type Action, toAction } from "../actions/action.ts";
import { statement } from "../actions/statement.ts";
import { isRetyped } from "../facts/column.ts";
import { canAddValues } from "../facts/enum-values.ts";
import { freeName } from "../facts/free-name.ts";
import { isView } from "../facts/view-columns.ts";
import { quotedName } from "../names.ts";
import { remadeChecks } from "./remade-routines.ts";
import { givesWay } from "./views-aside.ts";

export interface InTheWay {
  /** Types, domains, collations, and views of whose row type something is. */
  readonly types: readonly Fact[];
  /** Tables whose columns get other types while something is of their row type, by their encoded ids. */
  readonly tables: ReadonlySet<string>;
}

/**
 * A type that columns, domains or other types use can't be dropped, and only a little of it can be altered. Under another name it
 * makes room for the new one, to which the engine then moves every column; a table does so with its rows.
 * Manual: ALTER TYPE, ALTER DOMAIN, ALTER TABLE.
 */
export function typesInTheWay(from: FactBase, to: FactBase): InTheWay {
  const found = new Map<string, Fact>();
  const pending = from
    .facts()
    .filter(
      (fact) =>
        isRebuilt(fact, from, to) ||
        isRowRetyped(fact, from, to) ||
        (isView(fact.id) && usersOf(fact, from).length > 0 && givesWay(fact, from, to)),
    );
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    if (found.has(encodeId(fact.id))) continue;
    found.set(encodeId(fact.id), fact);
    const users = usersOf(fact, from).map((user) => (user.id.kind === "column" ? rowOf(user, from) : user));
    const inTheWay = [...users, ...viewsOf(fact, from)];
    pending.push(...(inTheWay.filter((user) => user !== undefined && to.has(user.id)) as Fact[]));
  }
  const sorted = [...found].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    types: sorted.flatMap(([, fact]) => (fact.id.kind === "table" ? [] : [fact])),
    tables: new Set(sorted.flatMap(([key, fact]) => (fact.id.kind === "table" ? [key] : []))),
  };
}

function isRowRetyped(fact: Fact, from: FactBase, to: FactBase): boolean {
  if (fact.id.kind !== "table" || usersOf(fact, from).length === 0) return false;
  return from.childrenOf(fact.id).some((column) => column.id.kind === "column" && isRetyped(column, to));
}

/** The views with columns of the type, where something is of their row type. */
function viewsOf({ id }: Fact, facts: FactBase): Fact[] {
  return facts.incomingEdges(id).flatMap((edge) => {
    const view = isView(edge.from) ? facts.get(edge.from) : undefined;
    return view !== undefined && usersOf(view, facts).length > 0 ? [view] : [];
  });
}

/** The table of a column, where something is of its row type. */
function rowOf({ parent }: Fact, facts: FactBase): Fact | undefined {
  const table = parent && facts.get(parent);
  return table?.id.kind === "table" && usersOf(table, facts).length > 0 ? table : undefined;
}

function isRebuilt(fact: Fact, from: FactBase, to: FactBase): boolean {
  const { id, payload } = fact;
  if (id.kind !== "type" && id.kind !== "domain" && id.kind !== "collation") return false;
  const after = to.get(id)?.payload;
  if (after !== undefined && payload.variant === "enum" && after.variant === "enum")
    return !canAddValues(payload.values, after.values);
  const users = [...usersOf(fact, from), ...usersOf(fact, to)];
  if (users.length === 0) return false;
  if (after === undefined)
    return id.kind !== "collation" && to.has({ ...id, kind: id.kind === "type" ? "domain" : "type" });
  if (id.kind === "domain")
    return (
      payload.baseType !== after.baseType ||
      payload.collation !== after.collation ||
      ([from, to].some((facts) => isContained(fact, facts)) && isNarrowed(fact, from, to))
    );
  if (payload.variant !== after.variant) return true;
  if (id.kind === "collation" || payload.variant === "range") return !isDeepStrictEqual(payload, after);
  return (
    payload.variant === "composite" &&
    from.childrenOf(id).some((part) => part.id.kind === "typeAttribute" && isRetyped(part, to))
  );
}

/** A domain that values of an array or a composite are of takes no new constraint. Manual: ALTER DOMAIN, "Notes". */
function isNarrowed({ id, payload }: Fact, from: FactBase, to: FactBase): boolean {
  if (payload.notNull !== true && to.get(id)?.payload.notNull === true) return true;
  const isOld = (check: Fact) => from.get(check.id)?.payload.def === check.payload.def;
  if (remadeChecks(id, from, to).length > 0) return true;
  return to.childrenOf(id).some((check) => check.id.kind === "constraint" && !isOld(check));
}

function isContained(domain: Fact, facts: FactBase): boolean {
  return usersOf(domain, facts).some(
    (user) => isContainer(user) || (user.id.kind === "domain" && isContained(user, facts)),
  );
}

function isContainer({ id, payload }: Fact): boolean {
  return id.kind === "type" || String(payload.type ?? payload.baseType).includes("[]");
}

/** What holds values of the type. */
function usersOf({ id }: Fact, facts: FactBase): Fact[] {
  const key = encodeId(id);
  const isPart = ({ parent }: Fact) => parent !== undefined && encodeId(parent) === key;
  return facts
    .incomingEdges(id)
    .filter((edge) => ["column", "domain", "type"].includes(edge.from.kind))
    .map((edge) => facts.get(edge.from))
    .filter((fact) => fact !== undefined && encodeId(fact.id) !== key && !isPart(fact)) as Fact[];
}

/** Makes room for types of the same names. */
export function typesAside(types: readonly Fact[], sides: readonly FactBase[]): Action[] {
  return [
    ...types.flatMap((fact) => constructorsAside(fact, sides)),
    ...types.flatMap((fact) => renamed(fact, sides)),
  ];
}

function renamed({ id, payload }: Fact, sides: readonly FactBase[]): Action[] {
  const { schema, name } = id as { schema: string; name: string };
  const aside = quoteIdentifier(freeName(schema, name, sides));
  const kind = id.kind === "materializedView" ? "MATERIALIZED VIEW" : id.kind.toUpperCase();
  const sql = `ALTER ${kind} ${quotedName(id)} RENAME TO ${aside}`;
  return [sql, ...multirangeAside(payload, sides)].map((each) => toAction(statement(each, id)));
}

function multirangeAside(
  { multirangeTypeName: name }: Fact["payload"],
  sides: readonly FactBase[],
): string[] {
  const made = name == null ? undefined : readType(String(name));
  if (made?.schema === undefined) return [];
  return [`ALTER TYPE ${name} RENAME TO ${quoteIdentifier(freeName(made.schema, made.name, sides))}`];
}

/** The functions of a range's name, and of its multirange's, that would be in the way of those of the new type. */
function constructorsAside({ id, payload }: Fact, sides: readonly FactBase[]): Action[] {
  const { multirangeTypeName: multirange, subtype } = payload;
  if (payload.variant !== "range" || multirange == null) return [];
  const { schema, name } = id as { schema: string; name: string };
  const aside = quoteIdentifier(freeName(schema, name, sides));
  const range = quotedName(id);
  const functions = [
    `${multirange}()`,
    `${range}(${subtype}, ${subtype})`,
    `${range}(${subtype}, ${subtype}, text)`,
  ];
  return functions.map((each) => toAction(statement(`ALTER FUNCTION ${each} RENAME TO ${aside}`, id)));
}
