// Changes that no order of the engine's statements can make: the schemas are first brought to where it can. Pure.
import { isDeepStrictEqual } from "node:util";
import { encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { quoteIdentifier, quoteName } from "../sql/quote.ts";
import { readType } from "../sql/type-name.ts";
import { type Action, toAction } from "./action.ts";
import { freeName } from "./free-name.ts";
import { declarations, parentsOf } from "./inherited-column.ts";
import type { TableName } from "./partitions.ts";
import { asideIds, type Copy, moveAside, repartitioned } from "./repartition.ts";
import { statement } from "./statement.ts";
import { heldPartitions } from "./traits/taken-up.ts";

/** The way from one schema to another leads over a ground that both can be brought to. */
export interface Ground {
  /** Leads from the schema before to the ground. */
  readonly leave: readonly Action[];
  /** Tables whose rows have to be copied to a new one. */
  readonly copies: readonly Copy[];
  /** Leads from the schema after to the ground, and back to it. */
  readonly arrive: readonly { readonly undo: string; readonly redo: Action }[];
}

export function commonGround(from: FactBase, to: FactBase): Ground {
  const types = typesInTheWay(from, to);
  const copies = repartitioned(from, to, types);
  const aside = new Set(asideIds(copies, from).map(encodeId));
  const held = heldPartitions(from, to);
  const isHeld = ({ id }: Fact) => held.has(encodeId(id));
  const moved = from
    .facts()
    .filter(({ id }) => id.kind === "table" && !aside.has(encodeId(id)))
    .filter((fact) => isMoved(fact, to.get(fact.id)) || declaresAll(fact, from, to) || isHeld(fact));
  const joining = to.facts().filter((fact) => isHeld(fact) && !from.has(fact.id));
  return {
    copies,
    leave: [
      ...moved.flatMap((fact) => parentOf(fact.payload).map((parent) => leaveParent(fact, parent))),
      ...copies.flatMap(({ id }) =>
        parentsOf(id, from).map((parent) => leaveParent(from.get(id) as Fact, parent)),
      ),
      ...moveAside(copies, from, to),
      ...types.flatMap((fact) => constructorsAside(fact, [from, to])),
      ...types.flatMap((fact) => renameAside(fact, [from, to])),
    ],
    arrive: [...moved.flatMap(({ id }) => to.get(id) ?? []), ...joining].flatMap(joinParents),
  };
}

/** The engine drops a table that gets another parent or other bounds, with its rows. Manual: ALTER TABLE, "ATTACH PARTITION". */
function isMoved(before: Fact, after: Fact | undefined): boolean {
  if (after === undefined || before.payload.partitionKey !== after.payload.partitionKey) return false;
  return (["parentTable", "partitionBound"] as const).some(
    (key) => JSON.stringify(before.payload[key]) !== JSON.stringify(after.payload[key]),
  );
}

/** What a table has from a parent becomes its own as soon as it leaves it, all at once. */
function declaresAll({ id, payload }: Fact, from: FactBase, to: FactBase): boolean {
  if (payload.parentTable == null || payload.partitionBound != null) return false;
  const { declared, inherited } = declarations(id as unknown as TableName, from, to);
  return declared.length > 0 && inherited.length === 0;
}

function leaveParent({ id, payload }: Fact, parent: TableName): Action {
  const [table, name] = [tableName(id), quoteName(parent.name, parent.schema)];
  const sql =
    payload.partitionBound == null
      ? `ALTER TABLE ${table} NO INHERIT ${name}`
      : `ALTER TABLE ${name} DETACH PARTITION ${table}`;
  return toAction(statement(sql, id, { consumes: [{ kind: "table", ...parent }] }));
}

function joinParents({ id, payload }: Fact) {
  return parentOf(payload).map((parent) => {
    const [table, name] = [tableName(id), quoteName(parent.name, parent.schema)];
    const isPartition = payload.partitionBound != null;
    const redo = isPartition
      ? `ALTER TABLE ${name} ATTACH PARTITION ${table} ${payload.partitionBound}`
      : `ALTER TABLE ${table} INHERIT ${name}`;
    const undo = isPartition
      ? `ALTER TABLE ${name} DETACH PARTITION ${table}`
      : `ALTER TABLE ${table} NO INHERIT ${name}`;
    return { undo, redo: toAction(statement(redo, id, { consumes: [{ kind: "table", ...parent }] })) };
  });
}

function parentOf({ parentTable }: Fact["payload"]): TableName[] {
  return parentTable == null ? [] : [parentTable as unknown as TableName];
}

function tableName(id: StableId): string {
  const { schema, name } = id as { schema: string; name: string };
  return quoteName(name, schema);
}

/**
 * A type that columns, domains or other types use can't be dropped, and only a little of it can be altered. Under another name it
 * makes room for the new one, to which the engine then moves every column. Manual: ALTER TYPE, ALTER DOMAIN.
 */
function typesInTheWay(from: FactBase, to: FactBase): Fact[] {
  const aside = new Map<string, Fact>();
  const pending = from.facts().filter((fact) => isRebuilt(fact, from, to));
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    if (aside.has(encodeId(fact.id))) continue;
    aside.set(encodeId(fact.id), fact);
    pending.push(...usersOf(fact, from).filter(({ id }) => id.kind !== "column" && to.has(id)));
  }
  return [...aside.values()].sort((a, b) => (encodeId(a.id) < encodeId(b.id) ? -1 : 1));
}

function isRebuilt(fact: Fact, from: FactBase, to: FactBase): boolean {
  const { id, payload } = fact;
  if (id.kind !== "type" && id.kind !== "domain" && id.kind !== "collation") return false;
  const after = to.get(id)?.payload;
  if (after !== undefined && payload.variant === "enum" && after.variant === "enum")
    return !isPartOf(payload.values, after.values);
  const users = [...usersOf(fact, from), ...usersOf(fact, to)];
  if (users.length === 0) return false;
  if (after === undefined)
    return id.kind !== "collation" && to.has({ ...id, kind: id.kind === "type" ? "domain" : "type" });
  if (id.kind === "domain")
    return (
      payload.baseType !== after.baseType ||
      payload.collation !== after.collation ||
      (users.some(isContainer) && isNarrowed(fact, from, to))
    );
  if (payload.variant !== after.variant) return true;
  if (id.kind === "collation" || payload.variant === "range") return !isDeepStrictEqual(payload, after);
  return payload.variant === "composite" && from.childrenOf(id).some((attribute) => isRetyped(attribute, to));
}

/** A domain that values of an array or a composite are of takes no new constraint. Manual: ALTER DOMAIN, "Notes". */
function isNarrowed({ id, payload }: Fact, from: FactBase, to: FactBase): boolean {
  if (payload.notNull !== true && to.get(id)?.payload.notNull === true) return true;
  const isOld = (check: Fact) => from.get(check.id)?.payload.def === check.payload.def;
  return to.childrenOf(id).some((check) => check.id.kind === "constraint" && !isOld(check));
}

function isContainer({ id, payload }: Fact): boolean {
  return id.kind === "type" || String(payload.type ?? payload.baseType).includes("[]");
}

/** What holds values of the type. */
function usersOf({ id }: Fact, facts: FactBase): Fact[] {
  return facts
    .incomingEdges(id)
    .filter((edge) => ["column", "domain", "type"].includes(edge.from.kind))
    .map((edge) => facts.get(edge.from))
    .filter((fact) => fact !== undefined && encodeId(fact.id) !== encodeId(id)) as Fact[];
}

function isRetyped(attribute: Fact, to: FactBase): boolean {
  const after = to.get(attribute.id);
  return (
    attribute.id.kind === "typeAttribute" &&
    after !== undefined &&
    after.payload.type !== attribute.payload.type
  );
}

/** New values between the old ones can be added in place. */
function isPartOf(before: unknown, after: unknown): boolean {
  const rest = [...(after as string[])];
  return (before as string[]).every((value) => {
    const at = rest.indexOf(value);
    rest.splice(0, at + 1);
    return at >= 0;
  });
}

function renameAside({ id, payload }: Fact, sides: readonly FactBase[]): Action[] {
  const { schema, name } = id as { schema: string; name: string };
  const aside = quoteIdentifier(freeName(schema, name, sides));
  const renamed = `ALTER ${id.kind.toUpperCase()} ${quoteName(name, schema)} RENAME TO ${aside}`;
  return [renamed, ...multirangeAside(payload, sides)].map((sql) => toAction(statement(sql, id)));
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
  const range = quoteName(name, schema);
  const functions = [
    `${multirange}()`,
    `${range}(${subtype}, ${subtype})`,
    `${range}(${subtype}, ${subtype}, text)`,
  ];
  return functions.map((each) => toAction(statement(`ALTER FUNCTION ${each} RENAME TO ${aside}`, id)));
}
