import { VarveError } from "../errors.ts";
import { truncateIdentifier } from "../sql/identifier.ts";
import type { Sourced } from "./render-models.ts";
import { placeOf } from "./statement.ts";

/** Names that must differ, of a whole schema or of one table. PostgreSQL manual, 53.11 pg_class and 53.64 pg_type. */
const spacesOfSchema: Readonly<Record<string, readonly string[]>> = {
  table: ["relation", "type"],
  partition: ["relation", "type"],
  "foreign table": ["relation", "type"],
  view: ["relation", "type"],
  "materialized view": ["relation", "type"],
  sequence: ["relation"],
  index: ["relation"],
  "primary key": ["relation"],
  unique: ["relation"],
  "composite type": ["relation", "type"],
  enum: ["type"],
  range: ["type"],
  domain: ["type"],
  function: ["routine"],
  procedure: ["routine"],
};
const spacesOfTable: Readonly<Record<string, readonly string[]>> = {
  "primary key": ["constraint"],
  unique: ["constraint"],
  check: ["constraint"],
  "foreign key": ["constraint"],
  policy: ["policy"],
  trigger: ["trigger"],
};

/** What a statement makes; the name of a routine with its arguments. */
export interface Named {
  readonly kind: string;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly name: string;
  readonly file: string;
  /** Of a `.sql` file. */
  readonly line?: number | undefined;
}

/** Two objects of one name, also when only the 63 bytes that PostgreSQL keeps are the same. Errors: DUPLICATE_OBJECT. */
export function assertNoDuplicates(made: readonly Sourced[]): void {
  const seen = new Map<string, Named>();
  for (const current of made.flatMap(namesOf)) {
    for (const space of spacesOf(current)) {
      const earlier = seen.get(space);
      if (earlier !== undefined) throw duplicate(earlier, current);
      seen.set(space, current);
    }
  }
}

/** Where the name must be the only one of its kind: what has one of these in common can't be made twice. */
export function spacesOf({ kind, schema, table, name }: Named): string[] {
  return [
    ...(spacesOfSchema[kind] ?? []).map((space) => JSON.stringify([space, schema, kept(space, name)])),
    ...(spacesOfTable[kind] ?? []).map((space) => JSON.stringify([space, schema, table, kept(space, name)])),
  ];
}

function kept(space: string, name: string): string {
  if (space !== "routine") return truncateIdentifier(name);
  return name.replace(/^[^(]+/, (bare) => truncateIdentifier(bare));
}

function namesOf({ rendered, file }: Sourced): Named[] {
  const { kind, schema, table, name, constraints = [] } = rendered;
  return [
    { kind, schema, table, name, file },
    ...constraints.map((constraint) => ({ ...constraint, schema, table: name, file })),
  ];
}

/** DUPLICATE_OBJECT. `cause`: what PostgreSQL said, where it was asked. */
export function duplicate(first: Named, second: Named, cause?: Error): VarveError {
  const [a, b] = [first, second].map(describe) as [string, string];
  const isCut = first.name !== second.name;
  const what = a === b ? `Two models declare the ${a}` : `The ${a} and the ${b} have one name`;
  const why = isCut ? " (PostgreSQL keeps 63 bytes of it)" : "";
  const [place, other] = [first, second].map(placeOf);
  return new VarveError("DUPLICATE_OBJECT", {
    message: `${what}${why}, ${place === other ? `both in ${place}` : `in ${place} and in ${other}`}.`,
    hint: isCut ? "Give one of them a shorter name of its own." : "Rename or remove one of them.",
    details: { name: fullName(first), files: [first.file, second.file], objects: [first, second] },
    ...(cause && { cause }),
  });
}

function describe(named: Named): string {
  return `${named.kind} "${fullName(named)}"`;
}

function fullName({ schema, table, name }: Named): string {
  return [schema, table, name].filter((part) => part !== undefined).join(".");
}
