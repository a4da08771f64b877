// The statements of revisions against the rules. No database is asked.
import type { Revision } from "../revisions/parse.ts";
import { classifyStatements } from "../sql/classify.ts";
import { operationsIn } from "../sql/operations.ts";
import { loadParser, type ParsedStatement, parseStatements, syntaxErrorOf } from "../sql/parser.ts";
import { type History, startHistory } from "./history.ts";
import { type Ignore, readIgnores } from "./ignore.ts";
import { codeOf, type LintRule, type Problem } from "./rule.ts";
import { rules } from "./rules.ts";

export interface Finding {
  /** The rule, in capitals: `DROP_COLUMN`. */
  readonly code: string;
  readonly severity: LintRule["severity"];
  /** Its id. */
  readonly revision: string;
  /** Position in `up`, from 1. */
  readonly step: number;
  readonly message: string;
  readonly hint: string;
  /** Absolute path. */
  readonly file: string;
}

/**
 * Findings in the `up` of those revisions that `isAsked` is true for. All revisions are read, each after those that it
 * revises: what one has done, such as a check that is there for a later NOT NULL, counts for the next.
 */
export async function lintRevisions(
  revisions: readonly Revision[],
  isAsked: (id: string) => boolean,
): Promise<Finding[]> {
  await loadParser();
  const history = startHistory();
  const findings: Finding[] = [];
  for (const revision of revisions) {
    history.beginRevision();
    for (const [index, step] of revision.up.entries()) {
      const found = step.kind === "sql" ? lintSql(step.sql, history) : [];
      if (step.kind === "backfill" || (step.kind === "sql" && (await commits(step.sql)))) history.commit();
      if (!isAsked(revision.id)) continue;
      const place = { revision: revision.id, step: index + 1, file: revision.file };
      findings.push(...found.map((finding) => ({ ...finding, ...place })));
    }
  }
  return findings;
}

type Found = Omit<Finding, "revision" | "step" | "file">;

function lintSql(sql: string, history: History): Found[] {
  const syntaxError = syntaxErrorOf(sql);
  if (syntaxError !== undefined) return [notUnderstood(syntaxError)];
  const statements = parseStatements(sql);
  if (statements.length === 0) return [];
  const ignores = readIgnores(sql, statements);
  return statements.flatMap((statement, index) => lintStatement(statement, ignores[index] ?? [], history));
}

function lintStatement(statement: ParsedStatement, ignores: readonly Ignore[], history: History): Found[] {
  const ignored = new Set(ignores.flatMap((ignore) => (ignore.reason === "" ? [] : ignore.rules)));
  const problems = operationsIn(statement).flatMap((operation) => {
    const found = rules
      .filter(({ name }) => !ignored.has(name))
      .flatMap((rule) => rule.check(operation, history).map((problem) => asFinding(rule, problem)));
    history.add(operation);
    return found;
  });
  return [...problems, ...ignores.flatMap(faultsOf)];
}

function asFinding(rule: Pick<LintRule, "name" | "severity">, problem: Problem): Found {
  return { code: codeOf(rule), severity: rule.severity, ...problem };
}

function notUnderstood(error: string): Found {
  return asFinding(
    { name: "syntax-error", severity: "error" },
    {
      message: `PostgreSQL's parser does not understand the step: ${error}.`,
      hint: "Correct it. Commands of psql (\\copy, \\i) are no SQL.",
    },
  );
}

/** An ignore must say what and why. */
function faultsOf({ rules: names, reason }: Ignore): Found[] {
  const known = new Set(rules.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  return [
    ...unknown.map((name) =>
      asFinding(
        { name: "ignore-unknown-rule", severity: "warning" },
        { message: `varve-ignore names ${name}, which is no rule.`, hint: "docs/lint.md lists the rules." },
      ),
    ),
    ...(reason === ""
      ? [
          asFinding(
            { name: "ignore-without-reason", severity: "warning" },
            {
              message: `varve-ignore ${names.join(", ")} gives no reason, and ignores nothing.`,
              hint: `Write why: -- varve-ignore ${names.join(", ")}: …`,
            },
          ),
        ]
      : []),
  ];
}

/** True for a step after which nothing done before is uncommitted. */
async function commits(sql: string): Promise<boolean> {
  try {
    return (await classifyStatements(sql)).some(({ runs }) => runs !== "inside");
  } catch {
    return false;
  }
}
