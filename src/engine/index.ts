// What the rest of Varve knows of the engine. `fingerprint`, `managed` and `uncovered` need no pg-delta, so what may
// end without it imports them by themselves.
export type { Action } from "./action.ts";
export {
  type Catalog,
  encodeId,
  extractCatalog,
  extractWithin,
  type Fact,
  type FactBase,
  type ObjectName,
  type StableId,
} from "./catalog.ts";
export { type Change, changeName, compare, isEqual } from "./compare.ts";
export { planCopies } from "./copy-rows.ts";
export { fingerprint } from "./fingerprint.ts";
export { formatSql } from "./format.ts";
export { withFoundations } from "./foundations.ts";
export { commonGround, type Ground } from "./ground.ts";
export { checksAbove, inheritedChecks, isShared, ownCheck } from "./inherited-check.ts";
export { childTables, inheritedColumn } from "./inherited-column.ts";
export { type ManagedKind, managedKinds, type Scope, wholeDatabase } from "./managed.ts";
export { describeId, kindOf, nameOf, ownerTable, qualified } from "./names.ts";
export { namesTaken } from "./names-taken.ts";
export { leanedOn, leftOut, outOfReach, usableOutside } from "./outside-scope.ts";
export { partitionedAncestors, partitionsOf } from "./partitions.ts";
export { planActions } from "./plan.ts";
export { referringKeys } from "./referring-keys.ts";
export { projectScope, type View } from "./scope.ts";
export { tenantSchema } from "./tenant-schema.ts";
export { allNamesTaken } from "./traits/attached-name.ts";
export { withValidIndexes } from "./valid-indexes.ts";
export { withFacts } from "./with-facts.ts";
export { withoutFacts } from "./without-facts.ts";
