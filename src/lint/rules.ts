import type { LintRule } from "./rule.ts";
import { addCheckValid } from "./rules/add-check-valid.ts";
import { addColumnGeneratedStored } from "./rules/add-column-generated-stored.ts";
import { addColumnIdentity } from "./rules/add-column-identity.ts";
import { addColumnInlineCheck } from "./rules/add-column-inline-check.ts";
import { addColumnVolatileDefault } from "./rules/add-column-volatile-default.ts";
import { addExclusion } from "./rules/add-exclusion.ts";
import { addForeignKeyValid } from "./rules/add-foreign-key-valid.ts";
import { addPrimaryKey } from "./rules/add-primary-key.ts";
import { addRequiredColumn } from "./rules/add-required-column.ts";
import { addUniqueConstraint } from "./rules/add-unique-constraint.ts";
import { changeColumnType } from "./rules/change-column-type.ts";
import { concurrentlyIfNotExists } from "./rules/concurrently-if-not-exists.ts";
import { detachPartitionNotConcurrent } from "./rules/detach-partition-not-concurrent.ts";
import { dropCascade } from "./rules/drop-cascade.ts";
import { dropColumn } from "./rules/drop-column.ts";
import { dropConstraint } from "./rules/drop-constraint.ts";
import { dropIndexNotConcurrent } from "./rules/drop-index-not-concurrent.ts";
import { dropTable } from "./rules/drop-table.ts";
import { indexNotConcurrent } from "./rules/index-not-concurrent.ts";
import { reindexNotConcurrent } from "./rules/reindex-not-concurrent.ts";
import { rename } from "./rules/rename.ts";
import { setNotNullScan } from "./rules/set-not-null-scan.ts";
import { tableRewrite } from "./rules/table-rewrite.ts";
import { transactionControl } from "./rules/transaction-control.ts";
import { truncate } from "./rules/truncate.ts";
import { validateInSameTransaction } from "./rules/validate-in-same-transaction.ts";

/** All rules, in the order of docs/lint.md. */
export const rules: readonly LintRule[] = [
  addColumnVolatileDefault,
  addColumnIdentity,
  addColumnGeneratedStored,
  addColumnInlineCheck,
  addRequiredColumn,
  addCheckValid,
  addForeignKeyValid,
  addUniqueConstraint,
  addPrimaryKey,
  addExclusion,
  indexNotConcurrent,
  concurrentlyIfNotExists,
  setNotNullScan,
  changeColumnType,
  validateInSameTransaction,
  tableRewrite,
  dropColumn,
  dropTable,
  truncate,
  dropConstraint,
  dropCascade,
  dropIndexNotConcurrent,
  reindexNotConcurrent,
  detachPartitionNotConcurrent,
  rename,
  transactionControl,
];
