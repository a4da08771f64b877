import { describeFile } from "../typescript/position.ts";

/** One CREATE … (or ALTER TABLE …, COMMENT …) made from a model. */
export interface Statement {
  readonly sql: string;
  /** What it creates, in PostgreSQL's words: `table`, `index`, `foreign key`, `materialized view`, … */
  readonly kind: string;
  /** `schema.name`; of a table's part `schema.table.name`. For people: not quoted. */
  readonly name: string;
  /** The bare name of what it creates, or of the table it adds a part to; absent where a `.sql` file doesn't say. */
  readonly object?: string;
  /** True for a table's index, foreign key, policy, …: it creates nothing that others could name. */
  readonly part?: boolean;
  /** Absolute path of the file that exports the model. */
  readonly file: string;
  /** The line a statement of a `.sql` file starts on, from 1. */
  readonly line?: number;
  /** What it wants of the session: the SET commands above it in a `.sql` file. */
  readonly session?: string;
  /** What it makes under a name that could as well be another. */
  readonly unnamed?: readonly Unnamed[];
}

/** A constraint of a table, or an index, under the name that it gets because the models give it none. */
export interface Unnamed {
  readonly schema: string;
  readonly table?: string;
  readonly name: string;
}

/**
 * All that makes it this statement, wherever it stands. A name that is made up may be another one in the database, one that is
 * given may not: so who said it counts.
 */
export function textOf({ sql, session = "", unnamed }: Statement): string {
  return session + sql + (unnamed === undefined ? "" : JSON.stringify(unnamed));
}

/** True for what stands in a `.sql` file. */
export function isByHand({ line }: Pick<Statement, "line">): boolean {
  return line !== undefined;
}

interface Place {
  readonly file: string;
  readonly line?: number | undefined;
}

/** The file for people, with the line in SQL by hand. */
export function placeOf({ file, line }: Place): string {
  return line === undefined ? describeFile(file) : `${describeFile(file)}:${line}`;
}

/** A statement as the renderers make it, not knowing any file. */
export interface Rendered {
  readonly sql: string;
  readonly kind: string;
  /** The schema it goes into; absent for what is in none. */
  readonly schema?: string | undefined;
  /** The table it is a part of. */
  readonly table?: string;
  /** The table of an index, whose name is the schema's. */
  readonly on?: string;
  readonly name: string;
  /** The models don't name it. */
  readonly isUnnamed?: boolean;
  /** Constraints that the same statement makes: their names count too. */
  readonly constraints?: readonly Pick<Rendered, "kind" | "name" | "isUnnamed">[];
}

export function fromRendered(rendered: Rendered, file: string): Statement {
  const { sql, kind, schema, table, on = table, name } = rendered;
  const unnamed = unnamedIn(rendered);
  return {
    sql,
    kind,
    name: [schema, table, name].filter((part) => part !== undefined).join("."),
    // A routine's name comes with its arguments.
    object: on ?? name.replace(/\(.*$/s, ""),
    part: on !== undefined || kind === "comment",
    file,
    ...(unnamed.length > 0 && { unnamed }),
  };
}

function unnamedIn({ constraints = [], isUnnamed, schema = "public", table, name }: Rendered): Unnamed[] {
  const own = { schema, ...(table !== undefined && { table }), name };
  const open = constraints.filter((constraint) => constraint.isUnnamed);
  return [
    ...(isUnnamed ? [own] : []),
    ...open.map((constraint) => ({ schema, table: name, name: constraint.name })),
  ];
}
