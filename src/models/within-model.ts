import { is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { isVarveError, VarveError } from "../errors.ts";
import { describeFile, describePosition, drawPosition, positionOf } from "../typescript/position.ts";
import { relationName } from "./relation-name.ts";
import { isAnyView } from "./render/view.ts";

/**
 * Runs what reads or renders a model of `file`. Models hold code of the user's (a table's callback, the arrow of
 * `.references()`), so whatever it throws is his to mend. Errors: MODEL_INVALID.
 */
export function withinModel<T>(model: unknown, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const position = positionOf(error);
    const at = position === undefined ? describeFile(file) : describePosition(position);
    const drawn = position === undefined ? "" : drawPosition(position);
    const thrown = error instanceof Error ? error : new Error(String(error));
    throw new VarveError("MODEL_INVALID", {
      message: `${at}: ${describe(model)}${isVarveError(error) ? "" : `${thrown.name}: `}${thrown.message}${drawn}`,
      hint: (isVarveError(error) ? error.hint : undefined) ?? hintOf(thrown),
      details: { file, ...position },
      cause: error,
    });
  }
}

/** Drizzle takes what it is given, and stumbles over it much later: `Cannot read properties of undefined (reading 'name')`. */
function hintOf({ name, message }: Error): string {
  return name === "TypeError" && message.includes("undefined")
    ? "One of the columns or tables that its indexes, constraints or expressions take is undefined: check their names, and whether two files import each other."
    : "Mend the model at that place.";
}

function describe(model: unknown): string {
  if (!is(model, PgTable) && !isAnyView(model)) return "";
  const { schema, name } = relationName(model);
  return `${isAnyView(model) ? "view" : "table"} "${schema}.${name}": `;
}
