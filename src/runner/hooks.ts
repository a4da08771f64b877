import type { Hooks } from "../config/hooks.ts";
import { VarveError } from "../errors.ts";
import type { PlannedStep } from "../revisions/plan.ts";
import type { Task, Work } from "./work.ts";

const leftAfter = {
  beforeRun: "Nothing was changed.",
  afterRun: "What the run did stays.",
  beforeRevision: "Nothing of it was run by this command.",
  afterRevision: "It is applied and recorded; what comes after it was not run.",
} as const;

/** Runs `fn` between the hooks of a run. Errors: HOOK_FAILED, those of `fn`, which come before those of `afterRun`. */
export async function betweenRunHooks<T>(
  work: Work,
  planned: readonly PlannedStep[],
  fn: () => Promise<T>,
): Promise<T> {
  const { client, signal, tenant: schema } = work;
  const steps = planned.map(({ id, direction }) => ({ id, direction: direction as "up" | "down" }));
  if (steps.length === 0) return fn();
  await callHook(work, "beforeRun", { client, signal, schema, steps });
  let result: T;
  try {
    result = await fn();
  } catch (error) {
    await callHook(work, "afterRun", { client, signal, schema, steps, error }).catch(() => {});
    throw error;
  }
  await callHook(work, "afterRun", { client, signal, schema, steps, error: undefined });
  return result;
}

/** Calls a hook of a revision. Error: HOOK_FAILED. */
export async function callRevisionHook(
  work: Work,
  name: "beforeRevision" | "afterRevision",
  { revision, direction }: Task,
): Promise<void> {
  const { client, signal, tenant: schema } = work;
  const { id, message, labels, file } = revision;
  await callHook(work, name, { client, signal, schema, revision: { id, message, labels, file }, direction });
}

type ContextOf<Name extends keyof Hooks> = Parameters<NonNullable<Hooks[Name]>>[0];

async function callHook<Name extends keyof Hooks>(
  { client, hooks }: Work,
  name: Name,
  context: ContextOf<Name>,
): Promise<void> {
  const hook = hooks[name] as ((context: ContextOf<Name>) => unknown) | undefined;
  if (hook === undefined) return;
  const before = client.getTransactionStatus();
  const isAlone = before === "I";
  const place = "revision" in context ? ` of revision ${context.revision.id}` : "";
  const fail = (
    problem: string,
    cause?: unknown,
    left = isAlone ? leftAfter[name] : "Everything the run did was rolled back.",
  ) =>
    new VarveError("HOOK_FAILED", {
      message: `The hook ${name}${place} failed: ${problem}\n${left}`,
      hint: "Mend the hook in varve.config.ts, or what it stumbled over, and run the command again.",
      details: { hook: name },
      cause,
    });
  try {
    await hook(context);
  } catch (cause) {
    if (isAlone) await client.query("ROLLBACK").catch(() => {});
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (client.getTransactionStatus() === before) return;
  await client.query("ROLLBACK");
  if (isAlone) throw fail("it left a transaction open");
  throw fail(
    "it ended the transaction of the run",
    undefined,
    "What ran before it may be committed: see varve current.",
  );
}
