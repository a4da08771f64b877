import { VarveError } from "../errors.ts";
import { truncateIdentifier } from "../sql/identifier.ts";
import { describeFile } from "../typescript/position.ts";
import type { Sourced } from "./render-models.ts";

/** Names that must differ, of a whole schema or of one table. PostgreSQL manual, 53.11 pg_class and 53.64 pg_type. */
const spacesOfSchema: Readonly<Record<string, readonly string[]>> = {
  table: ["relation", "type"],
  partition: ["relation", "type"],
  view: ["relation", "type"],
  "materialized view": ["relation", "type"],
  sequence: ["relation"],
  index: ["relation"],
  "primary key": ["relation"],
  unique: ["relation"],
  enum: ["type"],
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

interface Named {
  readonly kind: string;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly name: string;
  readonly file: string;
}

/** Two objects of one name, also when only the 63 bytes that PostgreSQL keeps are the same. Errors: DUPLICATE_OBJECT. */
export function assertNoDuplicates(made: readonly Sourced[]): void {
  const seen = new Map<string, Named>();
  for (const current of made.flatMap(namesOf)) {
    const { kind, schema, table, name } = current;
    const kept = truncateIdentifier(name);
    const keys = [
      ...(spacesOfSchema[kind] ?? []).map((space) => JSON.stringify([space, schema, kept])),
      ...(spacesOfTable[kind] ?? []).map((space) => JSON.stringify([space, schema, table, kept])),
    ];
    for (const key of keys) {
      const earlier = seen.get(key);
      if (earlier !== undefined) throw duplicate(earlier, current);
      seen.set(key, current);
    }
  }
}

function namesOf({ rendered, file }: Sourced): Named[] {
  const { kind, schema, table, name, constraints = [] } = rendered;
  return [
    { kind, schema, table, name, file },
    ...constraints.map((constraint) => ({ ...constraint, schema, table: name, file })),
  ];
}

function duplicate(first: Named, second: Named): VarveError {
  const [a, b] = [first, second].map(describe) as [string, string];
  const isCut = first.name !== second.name;
  const what = a === b ? `Two models declare the ${a}` : `The ${a} and the ${b} have one name`;
  const why = isCut ? " (PostgreSQL keeps 63 bytes of it)" : "";
  const [file, other] = [first.file, second.file].map(describeFile);
  return new VarveError("DUPLICATE_OBJECT", {
    message: `${what}${why}, ${file === other ? `both in ${file}` : `in ${file} and in ${other}`}.`,
    hint: isCut ? "Give one of them a shorter name of its own." : "Rename or remove one of them.",
    details: { name: fullName(first), files: [first.file, second.file], objects: [first, second] },
  });
}

function describe(named: Named): string {
  return `${named.kind} "${fullName(named)}"`;
}

function fullName({ schema, table, name }: Named): string {
  return [schema, table, name].filter((part) => part !== undefined).join(".");
}
