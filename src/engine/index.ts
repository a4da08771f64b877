// What the rest of Varve knows of the engine. `fingerprint`, `managed` and `uncovered` need no pg-delta, so what may
// end without it imports them by themselves.

export type { Action } from "./actions/action.ts";
export { type Change, changeName, compare, isEqual } from "./compare.ts";
export { type ColumnId, owningColumn } from "./facts/column.ts";
export { traitsOf } from "./facts/complete-fact.ts";
export { checksAbove, inheritedChecks, isShared, ownCheck } from "./facts/inherited-check.ts";
export { childTables, inheritedColumn } from "./facts/inherited-column.ts";
export { namesTaken } from "./facts/names-taken.ts";
export { partitionedAncestors, partitionsOf } from "./facts/partitions.ts";
export { referringKeys } from "./facts/referring-keys.ts";
export { withSettingsOf } from "./facts/table-settings.ts";
export { withValidIndexes } from "./facts/valid-indexes.ts";
export { withFacts } from "./facts/with-facts.ts";
export { withoutFacts } from "./facts/without-facts.ts";
export { keepNotNullNames, withNamesKept } from "./ground/attached-not-null.ts";
export { planCopies } from "./ground/copy-rows.ts";
export { castElements } from "./ground/element-casts.ts";
export { commonGround } from "./ground/ground.ts";
export { convert } from "./mends/cast.ts";
export { attributeTypes, ownType, type RangeShape, rangeOf } from "./mends/cast-type.ts";
export { describeId, kindOf, nameOf, ownerTable, qualified } from "./names.ts";
export { formatSql } from "./planning/format.ts";
export { withFoundations } from "./planning/foundations.ts";
export { planActions } from "./planning/plan.ts";
export { prepareReadings } from "./reader.ts";
export {
  type Catalog,
  encodeId,
  extractCatalog,
  extractWithin,
  type Fact,
  type FactBase,
  type ObjectName,
  type Schema,
  type StableId,
} from "./reading/catalog.ts";
export { fingerprint } from "./reading/fingerprint.ts";
export { type Affected, affectedPart, type Catalogs } from "./scope/affected.ts";
export { familyOf, type ManagedKind, managedKinds, type Scope, wholeDatabase } from "./scope/managed.ts";
export { leanedOn, leftOut, outOfReach, usableOutside } from "./scope/outside-scope.ts";
export { notComparedOf, projectScope } from "./scope/scope.ts";
export { tenantSchema } from "./tenant-schema.ts";
export { allNamesTaken } from "./traits/attached-name.ts";
