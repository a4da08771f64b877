import { branchHeads } from "../revisions/target.ts";
import { assertKnown } from "../runner/plan-now.ts";
import type { CommandDefinition, Format } from "../terminal/command.ts";
import { chooseTenants, type TenantOptions, tenantFlags } from "./choose-tenants.ts";
import { forEachTenant, renderTenants, type TenantResult } from "./each-tenant.ts";
import {
  type ListDocument,
  type Listing,
  listRevisions,
  outOfOrder,
  readListing,
  renderDetails,
  renderList,
} from "./revision-list.ts";
import { type DatabaseOptions, openRevisions } from "./revisions-project.ts";

export interface CurrentOptions extends DatabaseOptions, TenantOptions {
  /** Not `ok` unless the database is at every head. */
  checkHeads?: boolean | undefined;
  verbose?: boolean | undefined;
}

/** Where one database, or one tenant, is. */
export interface CurrentPlace extends ListDocument {
  /** A revision that was begun and not finished. */
  readonly unfinished: string | null;
  /** Revisions below those that were never applied. */
  readonly outOfOrder: readonly string[];
}

/** In a project of tenants, all but `schemas` is empty. */
export interface CurrentDocument extends CurrentPlace {
  readonly schemas?: readonly TenantResult<CurrentPlace>[];
}

const nowhere = { revisions: [], unfinished: null, outOfOrder: [] };

/**
 * Where the database is, or each of its tenants: the last applied revision of each branch, also of one that another implies
 * by `dependsOn`. Errors: UNKNOWN_REVISION_APPLIED, TENANT_UNKNOWN, those of the connection.
 */
export async function current(options: CurrentOptions = {}): Promise<CurrentDocument> {
  const { checkHeads = false, signal } = options;
  const opened = await openRevisions(options);
  const read = async (tenant?: string) => placeOf(await readListing(opened, tenant, signal), checkHeads);
  const tenants = await chooseTenants(options, opened);
  if (tenants === undefined) return read();
  const schemas = await forEachTenant(tenants, options, {
    run: read,
    failed: async (): Promise<CurrentPlace> => ({ ok: false, ...nowhere }),
  });
  return { ok: schemas.every(({ ok }) => ok), ...nowhere, schemas };
}

function placeOf(listing: Listing, checkHeads: boolean): CurrentPlace {
  const { graph, state } = listing;
  if (state !== undefined) assertKnown(graph, state);
  const revisions = listRevisions(listing, branchHeads(graph, state?.heads ?? []));
  const isAtHeads = graph.heads.every((id) => revisions.some((revision) => revision.id === id));
  return {
    ok: !checkHeads || isAtHeads,
    revisions,
    unfinished: state?.unfinished?.revision ?? null,
    outOfOrder: outOfOrder(listing),
  };
}

export const definition: CommandDefinition<CurrentOptions, CurrentDocument> = {
  name: "current",
  summary: "show which revision the database is at",
  options: {
    checkHeads: { flags: "--check-heads", help: "exit code 1 unless the database is at every head" },
    ...tenantFlags,
    verbose: { flags: "--verbose", help: "all about each revision" },
  },
  examples: [{ command: "varve current", help: "where the database is" }],
  run: current,
  render(document, format, { verbose = false }) {
    const { schemas } = document;
    if (schemas === undefined) return renderPlace(document, verbose, format);
    return renderTenants(schemas, format, {
      head: ["at", "unfinished"],
      tell: ({ revisions, unfinished }) => [
        revisions.map(({ id, head }) => (head ? `${id} (head)` : id)).join(", ") || "base",
        unfinished ?? "",
      ],
    });
  },
  answers: () => true,
};

function renderPlace(place: CurrentPlace, verbose: boolean, format: Format): string {
  const { revisions, unfinished, outOfOrder } = place;
  const { style } = format;
  const at = verbose
    ? revisions.map((each) => renderDetails(each, style)).join("\n\n")
    : renderList(place, format);
  return [
    at || "base: nothing is applied",
    ...(unfinished === null
      ? []
      : [style.yellow(`${unfinished} was begun and not finished; varve upgrade goes on with it.`)]),
    ...(outOfOrder.length === 0
      ? []
      : [
          style.yellow(
            `Inserted below and never applied: ${outOfOrder.join(", ")}; varve upgrade heads applies them.`,
          ),
        ]),
  ].join("\n");
}
