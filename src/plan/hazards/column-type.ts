import { describeId, type Fact, type StableId } from "../../engine/index.ts";
import { attributeLosses } from "../attribute-loss.ts";
import { castRisk } from "../cast.ts";
import { type BaseType, baseTypeOf, isText } from "../cast-types.ts";
import type { Hazard, HazardRule } from "../hazard.ts";
import { castLoss, dependsOnTimeZone } from "../loss.ts";
import { isRewritten } from "../rewrite.ts";
import { columnIdOf, type TableId, type Transition, tableIdOf } from "../transition.ts";

/** Another type for a column. */
export const columnType: HazardRule = (operation, transition) => {
  if (operation.kind !== "AT_AlterColumnType") return [];
  const table = tableIdOf(transition, operation.table);
  const id = columnIdOf(table, operation.command.name ?? "");
  const [before, after] = [transition.from.get(id), transition.to.get(id)];
  if (before === undefined || after === undefined || !transition.survives(id)) return [];
  const { def } = operation.command;
  const hasUsing = def !== undefined && "ColumnDef" in def && def.ColumnDef.raw_default !== undefined;
  return [
    ...timeHazards(transition, table, before, after),
    ...valueHazards(transition, before, after, hasUsing),
  ];
};

function timeHazards(transition: Transition, table: TableId, before: Fact, after: Fact): Hazard[] {
  const { from, to } = transition;
  const name = describeId(table);
  const column = describeId(after.id);
  const blocked = "while nobody can read or write the table (ACCESS EXCLUSIVE)";
  if (isRewritten(before, after, from, to))
    return [
      {
        code: "TABLE_REWRITE",
        severity: "warning",
        object: name,
        message: `Rewrites ${name} and its indexes to change column types, ${blocked}.`,
        hint: "On a large table add a new column, fill it in batches (backfill), then swap the two; or run it in a quiet hour.",
      },
      ...lockedTables(transition, table, after.id),
    ];
  const users = usersOf(transition, after.id);
  const checks = users.filter(({ payload }) => payload.type === "c").map(({ id }) => describeId(id));
  if (checks.length > 0)
    return [scan(name, `Checks every row of ${name} against ${checks.join(", ")} again, ${blocked}.`)];
  const isCollation = before.payload.collation !== after.payload.collation;
  const isIndexed = users.some(
    ({ id, payload }) => id.kind === "index" || ["p", "u", "x"].includes(String(payload.type)),
  );
  return isCollation && isIndexed ? [scan(name, `Builds the indexes on ${column} anew, ${blocked}.`)] : [];
}

function scan(object: string, message: string): Hazard {
  return {
    code: "TABLE_SCAN",
    severity: "warning",
    object,
    message,
    hint: "On a large table run it in a quiet hour.",
  };
}

/** The constraints and indexes, of any table, that hold on to a column and stay. */
function usersOf({ from, survives }: Transition, id: StableId): Fact[] {
  return from.incomingEdges(id).flatMap((edge) => {
    const user = survives(edge.from) ? from.get(edge.from) : undefined;
    return user?.id.kind === "constraint" || user?.id.kind === "index" ? [user] : [];
  });
}

/** A foreign key is checked again, with both of its tables locked. */
function lockedTables(transition: Transition, table: TableId, column: StableId): Hazard[] {
  const own = describeId(table);
  const keys = usersOf(transition, column).filter(({ payload }) => payload.type === "f");
  const tables = keys.flatMap(({ id, parent }) => [
    ...(parent === undefined ? [] : [describeId(parent)]),
    ...transition.from
      .outgoingEdges(id)
      .flatMap(({ to }) => (to.kind === "column" ? [describeTable(to)] : [])),
  ]);
  return [...new Set(tables)]
    .filter((name) => name !== own)
    .map((object) => ({
      code: "LOCKS_OTHER_TABLE",
      severity: "warning",
      object,
      message: `Locks ${object} against reads and writes too (ACCESS EXCLUSIVE) until the foreign key between the tables is checked again.`,
      hint: "Drop the foreign key first, and add it again NOT VALID afterwards.",
    }));
}

function describeTable({ schema, table }: { schema: string; table: string }): string {
  return describeId({ kind: "table", schema, name: table });
}

function valueHazards(
  { from, to, serverVersion }: Transition,
  before: Fact,
  after: Fact,
  hasUsing: boolean,
): Hazard[] {
  const [oldType, newType] = [before, after].map(({ payload }) => String(payload.type)) as [string, string];
  const [old, next] = [baseTypeOf(from, oldType), baseTypeOf(to, newType)];
  if (old === undefined || next === undefined) return [];
  const object = describeId(after.id);
  const hint = "Keep the old column until nobody needs what is lost; a downgrade can't bring it back.";
  const lost = (values: string, loss: string): Hazard => ({
    code: "DATA_LOSS",
    severity: "warning",
    object,
    message: `The values of ${values} ${loss}.`,
    hint,
  });
  const attributes = attributeLosses(old, next, { from, to });
  const ofAttributes = attributes.map(({ attribute, loss }) => lost(`${object}.${attribute}`, loss));
  if (oldType === newType) return ofAttributes;
  // Unless it is made a text on the way.
  const isExplicit = hasUsing && (old.name !== "inet" || old.isArray);
  const isCut = isExplicit && isText(next) && castRisk(old, next, serverVersion) !== "never";
  const loss = isCut ? `are cut to ${next.modifiers[0]} characters` : castLoss(old, next);
  return [
    ...ofAttributes,
    ...(loss === undefined ? [] : [lost(object, loss)]),
    ...changedValues(old, next).map(
      ([change, mend]): Hazard => ({
        code: "VALUES_CHANGED",
        severity: "warning",
        object,
        message: `The values of ${object} ${change}.`,
        hint: mend,
      }),
    ),
  ];
}

/** What becomes of values that are all kept, and how to have it otherwise. */
function changedValues(before: BaseType, after: BaseType): [change: string, hint: string][] {
  if (dependsOnTimeZone(before, after))
    return [
      [
        "are converted in the time zone of the session that runs this",
        "Write the time zone into the step: USING … AT TIME ZONE 'UTC'.",
      ],
    ];
  if (before.name === "bytea" && before.schema === undefined && isText(after))
    return [
      [
        "become the digits of their bytes: \\x68 for the letter h",
        "Where the bytes are a text, write that into the step: USING convert_from(…, 'UTF8').",
      ],
    ];
  return [];
}
