import type { Hazard } from "./hazard.ts";
import type { Preflight } from "./preflight.ts";

interface Statement {
  readonly sql: string;
  readonly transactional: boolean;
  readonly hazards: readonly Hazard[];
  readonly preflight?: readonly Preflight[];
}

/**
 * Neighbours that change types of one table's columns, and drop and set defaults for that, become one statement: it rewrites the
 * table, and builds its indexes, once. Manual: ALTER TABLE, "Notes" and "Examples".
 */
export function rewriteOnce(steps: readonly Statement[]): Statement[] {
  const runs: Run[] = [];
  for (const step of steps) {
    const [, table, does, column, what] = step.transactional ? (alter.exec(step.sql) ?? []) : [];
    const key = table === undefined ? undefined : `${column} ${what}`;
    const run = runs.at(-1);
    if (key !== undefined && run?.table === table && !run?.done.has(key)) {
      run?.done.add(key);
      run?.parts.push({ step, does });
    } else runs.push({ table, done: new Set(key === undefined ? [] : [key]), parts: [{ step, does }] });
  }
  return runs.flatMap(({ table, done, parts }) => {
    const those = parts.map(({ step }) => step);
    if (those.length === 1 || ![...done].some((key) => key.endsWith("TYPE"))) return those;
    return [{ ...together(those), sql: `${table}\n  ${parts.map(({ does }) => does).join(",\n  ")}` }];
  });
}

interface Run {
  readonly table: string | undefined;
  /** What is done to which columns: once each. */
  readonly done: Set<string>;
  readonly parts: { step: Statement; does: string | undefined }[];
}

function together(steps: readonly Statement[]): Omit<Statement, "sql"> {
  const hazards = new Map(
    steps.flatMap(({ hazards }) => hazards).map((hazard) => [JSON.stringify(hazard), hazard]),
  );
  const preflight = steps.flatMap((step) => step.preflight ?? []);
  return {
    transactional: true,
    hazards: [...hazards.values()],
    ...(preflight.length === 0 ? {} : { preflight }),
  };
}

const name = '"(?:[^"]|"")*"';
const alter = new RegExp(
  `^(ALTER TABLE ${name}\\.${name})\\s+(ALTER COLUMN (${name}) (TYPE|DROP DEFAULT|SET DEFAULT)\\b.*)$`,
  "s",
);
