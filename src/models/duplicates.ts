import { VarveError } from "../errors.ts";
import { truncateIdentifier } from "../sql/identifier.ts";
import { describeFile } from "../typescript/position.ts";
import type { Sourced } from "./render-models.ts";

/** Kinds whose names share a space within a schema. PostgreSQL manual, 53.11 pg_class and 53.64 pg_type. */
const spaces: Readonly<Record<string, readonly string[]>> = {
  table: ["relation", "type"],
  partition: ["relation", "type"],
  view: ["relation", "type"],
  "materialized view": ["relation", "type"],
  sequence: ["relation"],
  index: ["relation"],
  enum: ["type"],
  domain: ["type"],
  function: ["routine"],
  procedure: ["routine"],
  policy: ["policy"],
  trigger: ["trigger"],
  "foreign key": ["constraint"],
};

/** Two objects of one name, also when only the 63 bytes that PostgreSQL keeps are the same. Errors: DUPLICATE_OBJECT. */
export function assertNoDuplicates(made: readonly Sourced[]): void {
  const seen = new Map<string, Sourced>();
  for (const current of made) {
    const { kind, schema, table, name } = current.rendered;
    for (const space of spaces[kind] ?? []) {
      const key = JSON.stringify([space, schema, table, truncateIdentifier(name)]);
      const earlier = seen.get(key);
      if (earlier !== undefined) throw duplicate(earlier, current);
      seen.set(key, current);
    }
  }
}

function duplicate(first: Sourced, second: Sourced): VarveError {
  const [a, b] = [first, second].map(({ rendered: { kind, schema, table, name }, file }) => ({
    kind,
    name: [schema, table, name].filter((part) => part !== undefined).join("."),
    file,
  })) as [Place, Place];
  const isCut = first.rendered.name !== second.rendered.name;
  const what =
    a.kind === b.kind && !isCut
      ? `Two models declare the ${a.kind} "${a.name}"`
      : `${title(a)} and ${b.kind} "${b.name}" have one name`;
  const why = isCut ? " (PostgreSQL keeps 63 bytes of it)" : "";
  const where =
    a.file === b.file
      ? `both in ${describeFile(a.file)}`
      : `in ${describeFile(a.file)} and in ${describeFile(b.file)}`;
  return new VarveError("DUPLICATE_OBJECT", {
    message: `${what}${why}, ${where}.`,
    hint: "Rename or remove one of them.",
    details: { kind: a.kind, name: a.name, files: [a.file, b.file], objects: [a, b] },
  });
}

interface Place {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
}

function title({ kind, name }: Place): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} "${name}"`;
}
