// A changed attribute as people read it: what differs of it, in PostgreSQL's words. Pure.
import type { Change } from "../engine/index.ts";

export interface Sides {
  /** `not null`, `identity max value`, … */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

type Attribute = Pick<Change, "from" | "to"> & { readonly attribute: string };

/** One for an attribute that is a value, one for each part that differs where it has parts. */
export function readableSides({ attribute, from, to }: Attribute): Sides[] {
  if (isParts(from) && isParts(to)) {
    const keys = Object.keys({ ...from, ...to }).filter(
      (key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]),
    );
    const inner = keys.flatMap((key) => readableSides({ attribute: key, from: from[key], to: to[key] }));
    // What only groups others says nothing by its name.
    if (inner.length > 0)
      return attribute === "options"
        ? inner
        : inner.map((side) => ({ ...side, name: `${words(attribute)} ${side.name}` }));
  }
  return [{ name: words(attribute), from: readable(attribute, from), to: readable(attribute, to) }];
}

function isParts(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const names: Readonly<Record<string, string>> = {
  def: "definition",
  cmd: "command",
  reloptions: "parameters",
};

/** The engine's attribute as words, `notNull` as `not null`; a name behind a colon stays. */
function words(attribute: string): string {
  const spaced = attribute.replace(/^[^:]*/, (own) =>
    own.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );
  return (names[spaced] ?? spaced).replace(/\bexpr$/, "expression");
}

/** Codes of the catalog: pg_attribute.attidentity, pg_policy.polcmd, pg_trigger.tgenabled, pg_class.relreplident. */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  generation: { a: "ALWAYS", d: "BY DEFAULT" },
  cmd: { "*": "ALL", r: "SELECT", a: "INSERT", w: "UPDATE", d: "DELETE" },
  enabled: { O: "enabled", D: "disabled", A: "always", R: "replica" },
  replicaIdentity: { d: "DEFAULT", f: "FULL", n: "NOTHING", i: "USING INDEX" },
};

function readable(attribute: string, value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return meanings[attribute]?.[value] ?? value.trim();
  // That it is generated says enough: the rest is the sequence's.
  if (isParts(value) && "generation" in value) return readable("generation", value.generation);
  if (Array.isArray(value) && value.length === 0) return "none";
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isTexts ? value.join(", ") : JSON.stringify(value);
}
