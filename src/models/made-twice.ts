// Two statements that make one thing, where at least one is of a `.sql` file: those of TypeScript are compared before they run.
import { VarveError } from "../errors.ts";
import { type CreatedName, createdIn } from "../sql/created.ts";
import { describeFile } from "../typescript/position.ts";
import { bareName, missingName } from "./missing-name.ts";
import type { Failure } from "./refused.ts";
import type { Statement } from "./statement.ts";

/** PostgreSQL manual, appendix A: duplicate table, object, function. */
const duplicate = new Set(["42P07", "42710", "42723"]);

/** DUPLICATE_OBJECT, when another of the statements makes what this one could not. */
export function madeTwice({ statement, error }: Failure, all: readonly Statement[]): VarveError | undefined {
  if (!duplicate.has(error.code ?? "")) return undefined;
  const name = missingName(error);
  const own = madeBy(statement).find((each) => each.name === name);
  const isByHand = ({ line }: Statement) => line !== undefined;
  const others = all.filter((each) => each !== statement && (isByHand(each) || isByHand(statement)));
  const other = [isSame, mayBeSame]
    .map((matches) => others.find((each) => madeBy(each).some((made) => matches(made, own))))
    .find((found) => found !== undefined);
  if (own === undefined || other === undefined) return undefined;
  const [first, second] = [place(other), place(statement)];
  return new VarveError("DUPLICATE_OBJECT", {
    message: `Two models declare "${name}", in ${first} and in ${second}: ${error.message}.`,
    hint: "Rename or remove one of them.",
    details: { name, files: [other.file, statement.file] },
    cause: error,
  });
}

function madeBy({ sql, kind, name, line }: Statement): readonly CreatedName[] {
  if (line !== undefined) return createdIn(sql);
  if (kind === "comment") return [];
  return [{ schema: name.includes(".") ? name.split(".", 1)[0] : undefined, name: bareName(name) }];
}

function isSame(made: CreatedName, own: CreatedName | undefined): boolean {
  return made.name === own?.name && made.schema === own.schema;
}

/** A schema that isn't said may be the other's. */
function mayBeSame(made: CreatedName, own: CreatedName | undefined): boolean {
  return made.name === own?.name && (made.schema === undefined || own.schema === undefined);
}

function place(statement: Statement): string {
  const { file, line } = statement;
  return line === undefined ? describeFile(file) : `${describeFile(file)}:${line}`;
}
