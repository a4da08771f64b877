// What a comparison covers, by name.
import type { StableId } from "@supabase/pg-delta/core";

/** What a kind's name in `manage` (or a model of that kind) brings into the comparison. */
export const families = {
  extension: ["extension"],
  function: ["function", "procedure", "aggregate"],
  trigger: ["trigger"],
  domain: ["domain"],
  type: ["type", "typeAttribute"],
  comment: ["comment"],
  rule: ["rule"],
  collation: ["collation"],
  "event trigger": ["eventTrigger"],
  publication: ["publication", "publicationRel", "publicationSchema"],
  "foreign table": ["fdw", "server", "foreignTable"],
  grant: ["acl", "defaultPrivilege"],
  // Storage parameters, storage, compression, statistics, clustering, replica identity, logging, access method, tablespace, names of NOT
  // NULL constraints.
  physical: [],
  owner: [],
} as const satisfies Record<string, readonly StableId["kind"][]>;

export type ManagedKind = keyof typeof families;
export const managedKinds = Object.keys(families) as ManagedKind[];

/** What `manage` calls a kind of facts; undefined for one that is compared always, or never. */
export function familyOf(kind: StableId["kind"]): ManagedKind | undefined {
  return managedKinds.find((family) => (families[family] as readonly string[]).includes(kind));
}

export interface Scope {
  /** Varve's own schema: invisible. */
  readonly stateSchema: string;
  /** Kinds beyond Drizzle's that are compared. */
  readonly manage: ReadonlySet<ManagedKind>;
  /** Patterns over `schema.name` with `*`; only matching objects are compared. Empty: all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Only what is in this schema is compared, and patterns mean it: a tenant's. */
  readonly within?: string | undefined;
}

/** Two databases, or a `.sql` source: everything but who owns it and who may use it. */
export const wholeDatabase: ReadonlySet<ManagedKind> = new Set(
  managedKinds.filter((kind) => kind !== "grant" && kind !== "owner"),
);
