// What `check` finds in tenants, and how it says so.
import type { Change, ObjectName } from "../engine/index.ts";
import type { Document, Format } from "../terminal/command.ts";
import { renderTenants, type TenantResult } from "./each-tenant.ts";
import { renderChanges } from "./render-changes.ts";
import { changedMend, renderFinding, renderMend } from "./render-findings.ts";

/** What keeps one tenant from being what the models say. */
export interface TenantCheck extends Document {
  readonly pending: readonly string[];
  readonly edited: readonly string[];
  readonly differences: readonly Change[];
  readonly notCompared: readonly ObjectName[];
}

/** Of all tenants together; `differences` lead from what the revisions build to the models: a revision is missing. */
export interface TenantChecks extends TenantCheck {
  readonly schemas: readonly TenantResult<TenantCheck>[];
}

/** What is missing in the revisions, then each tenant, then the table of all. */
export function renderTenantChecks(
  { differences, schemas }: Pick<TenantChecks, "differences" | "schemas">,
  format: Format,
): string {
  const { style } = format;
  const findings = schemas.flatMap(({ schema, pending, edited, differences }) =>
    [
      ...renderFinding("Pending", pending, `varve upgrade --schema ${schema} applies them.`, style),
      ...renderFinding("Changed after they were applied", edited, changedMend, style),
      ...(differences.length === 0
        ? []
        : [style.red("Not as the models say. To become so:"), renderChanges(differences, format)]),
    ].map((line) => `${style.bold(schema)}: ${line}`),
  );
  return [
    ...(differences.length === 0
      ? []
      : [
          style.red("The revisions do not lead to the models. To come:"),
          renderChanges(differences, format).replaceAll(/^/gm, "  "),
          renderMend('varve revision -m "…" writes the revision.', style),
        ]),
    ...findings,
    renderTenants(schemas, format, {
      head: ["pending", "edited", "differences"],
      tell: ({ pending, edited, differences }) =>
        [pending, edited, differences].map(({ length }) => String(length || "")),
    }),
  ].join("\n");
}
