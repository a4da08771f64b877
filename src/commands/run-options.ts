import type { RevisionRun } from "../runner/revision-run.ts";
import type { CommandOption, Document, Format } from "../terminal/command.ts";
import { type TenantOptions, tenantFlags } from "./choose-tenants.ts";
import { renderTenants, type TenantResult } from "./each-tenant.ts";
import type { DatabaseOptions } from "./revisions-project.ts";

/** What `upgrade`, `downgrade` and `stamp` have in common. */
export interface RunCommandOptions extends DatabaseOptions, TenantOptions {
  /** Show what would be done, and change nothing. */
  dryRun?: boolean | undefined;
  /** Seconds to wait for another runner; default: as long as it takes. */
  lockTimeout?: number | undefined;
}

export interface TenantRun extends Document {
  /** In the order of execution. */
  readonly steps: readonly RevisionRun[];
  /** Where the tenant is now; with `dryRun`, where it would be. Left out where it could not be asked. */
  readonly heads?: readonly string[];
}

/** Of a project of tenants, `steps` and `heads` are those of all. */
export interface RunDocument extends TenantRun {
  /** Where the database is now; with `dryRun` or `sql`, where it would be. */
  readonly heads: readonly string[];
  /** Each tenant, in a project of tenants. */
  readonly schemas?: readonly TenantResult<TenantRun>[];
  /** Nothing was done. */
  readonly dryRun?: true;
  /** The script, with `sql`. */
  readonly sql?: string;
}

export const runFlags = {
  dryRun: { flags: "--dry-run", help: "show what would be done, and change nothing" },
  lockTimeout: {
    flags: "--lock-timeout <seconds>",
    help: "how long to wait for another runner (default: as long as it takes)",
    type: "integer",
  },
  ...tenantFlags,
} as const satisfies Record<string, CommandOption>;

/** Options as the runner takes them. */
export function runnerOptions({ dryRun, lockTimeout, onEvent, signal }: RunCommandOptions) {
  return {
    dryRun,
    signal,
    waitMs: lockTimeout === undefined ? undefined : lockTimeout * 1000,
    report: (event: { readonly type: string; readonly message: string }) => onEvent?.(event),
  };
}

const marks = { up: "+", down: "-", stamp: "=" } as const;

/** What was done, a line a step, and where the database is. */
export function renderRun(document: RunDocument, format: Format): string {
  const { steps, heads, dryRun, sql, schemas } = document;
  const { style } = format;
  if (sql !== undefined) return sql;
  if (schemas !== undefined) {
    return renderTenants(schemas, format, {
      head: [dryRun ? "to do" : "done", "at"],
      tell: (tenant) => [summary(tenant), placeOf(tenant)],
    });
  }
  const lines = steps.map(({ id, direction, ms }) => {
    const time = ms === undefined ? "" : style.dim(`  ${Math.round(ms)} ms`);
    return `${style.green(marks[direction])} ${id}${time}`;
  });
  const at = heads.length === 0 ? "base" : heads.join(", ");
  if (steps.length === 0) return `Nothing to do; the database is at ${at}.`;
  return [...lines, `The database ${dryRun ? "would be" : "is"} at ${style.bold(at)}.`].join("\n");
}

function placeOf({ heads }: TenantRun): string {
  return heads === undefined ? "not known" : heads.join(", ") || "base";
}

/** `+3`: three were applied. */
function summary({ steps }: TenantRun): string {
  const directions = [...new Set(steps.map(({ direction }) => direction))];
  return directions
    .map((direction) => `${marks[direction]}${steps.filter((step) => step.direction === direction).length}`)
    .join(" ");
}
