export { downgrade } from "./commands/downgrade.ts";
export { stamp } from "./commands/stamp.ts";
export { upgrade } from "./commands/upgrade.ts";
export { backfill, revision, run, sql } from "./revisions/declare.ts";
