import { VarveError } from "../errors.ts";

type Settings = Readonly<Record<string, unknown>>;

/**
 * The config as it is for one of its `databases`: what that says stands in place of what the whole says.
 * Without a name it is given back as it is. Pure. Error: DATABASE_UNKNOWN.
 */
export function chooseDatabase(exported: object, name: string | undefined): object {
  if (name === undefined) return exported;
  const { databases } = exported as { databases?: unknown };
  const known = isSettings(databases) ? databases : {};
  const chosen = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!isSettings(chosen)) throw databaseUnknown(`The config has no database "${name}".`, Object.keys(known));
  const { url, ...others } = chosen;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return { ...exported, ...given, database: { url } };
}

function isSettings(value: unknown): value is Settings {
  return typeof value === "object" && value !== null;
}

/** Says which names there are. */
export function databaseUnknown(message: string, names: readonly string[]): VarveError {
  return new VarveError("DATABASE_UNKNOWN", {
    message,
    hint:
      names.length === 0
        ? "Add it to `databases` in the config, or leave --database out."
        : `--database takes one of ${names.join(", ")}.`,
    details: { databases: names },
  });
}
