// The text of a revision file. Pure.

import type { Hazard } from "../plan/hazard.ts";
import type { Preflight, ReplacedRevision } from "./declare.ts";
import { bindModels, type StepTexts, stepText } from "./hash.ts";
import { writeTemplate } from "./template.ts";

export interface RevisionInput {
  readonly id: string;
  readonly revises: readonly string[];
  readonly message: string;
  readonly createdAt: string;
  readonly labels?: readonly string[] | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly up: readonly StepInput[];
  readonly down: readonly StepInput[];
  /** Hash of the rendered models that the steps were proven to reach. */
  readonly models?: string | undefined;
  readonly preflight?: readonly Preflight[] | undefined;
  readonly replaces?: readonly ReplacedRevision[] | undefined;
}

export interface StepInput {
  readonly sql: string;
  /** Each becomes a comment above the step. */
  readonly hazards?: readonly Hazard[];
}

const width = 110;

/** A revision file that loads as what is given: `sql` byte for byte. */
export function formatRevision(input: RevisionInput): string {
  const {
    id,
    revises,
    message,
    createdAt,
    labels = [],
    dependsOn = [],
    up,
    down,
    models,
    preflight = [],
    replaces = [],
  } = input;
  const lines = [
    `import { revision, sql } from "varve/migrations";`,
    "",
    "export default revision({",
    `  id: ${JSON.stringify(id)},`,
    `  revises: ${list(revises)},`,
    ...(labels.length > 0 ? [`  labels: ${list(labels)},`] : []),
    ...(dependsOn.length > 0 ? [`  dependsOn: ${list(dependsOn)},`] : []),
    `  message: ${JSON.stringify(message)},`,
    `  createdAt: ${JSON.stringify(createdAt)},`,
    ...(models === undefined ? [] : [`  models: ${JSON.stringify(bindModels(models, textsOf(up, down)))},`]),
    ...(preflight.length > 0 ? ["  preflight: [", ...preflight.flatMap(formatPreflight), "  ],"] : []),
    ...(replaces.length > 0 ? ["  replaces: [", ...replaces.map(formatReplaced), "  ],"] : []),
    ...formatSteps("up", up),
    ...formatSteps("down", down),
    "});",
    "",
  ];
  return lines.join("\n");
}

function textsOf(up: readonly StepInput[], down: readonly StepInput[]): StepTexts {
  const [ups, downs] = [up, down].map((steps) => steps.map(({ sql }) => stepText({ kind: "sql", sql })));
  return { up: ups ?? [], down: downs ?? [] };
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(", ")}]`;
}

function formatSteps(key: string, steps: readonly StepInput[]): string[] {
  if (steps.length === 0) return [`  ${key}: [`, "    // sql`…`,", "  ],"];
  const formatted = steps.flatMap(({ sql, hazards = [] }) => [
    ...hazards.flatMap((hazard) =>
      comment(`${hazard.code} ${hazard.object}: ${hazard.message} ${hazard.hint}`),
    ),
    `    sql${writeTemplate(sql, "    ")},`,
  ]);
  return [`  ${key}: [`, ...formatted, "  ],"];
}

function formatPreflight({ message, prepare, sql, hint }: Preflight): string[] {
  return [
    "    {",
    `      message: ${literal(message)},`,
    ...(prepare === undefined ? [] : [`      prepare: ${literal(prepare)},`]),
    `      sql: ${literal(sql)},`,
    `      hint: ${literal(hint)},`,
    "    },",
  ];
}

function formatReplaced({ id, up, down }: ReplacedRevision): string {
  return `    { id: ${JSON.stringify(id)}, up: ${up}, down: ${down} },`;
}

/** A text as TypeScript, with no more backslashes than it needs: SQL is full of double quotes and has its lines. */
function literal(text: string): string {
  const isPlain = /["\n]/.test(text) && !/[`\\]|\$\{|(?!\n)\p{Cc}/u.test(text);
  return isPlain ? `\`${text}\`` : JSON.stringify(text);
}

/** Wrapped at word boundaries; a line break in a name must not end the comment. */
function comment(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    // ${word}`);
  }
  return lines;
}
