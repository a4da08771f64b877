import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { testVersions } from "./test/support/versions.ts";

const filesIn = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const withoutServer = filesIn("unit", "architecture", "types");
const withServer = filesIn("integration", "cases");
const onDrizzle = filesIn("integration/session", "integration/repository", "integration/events");
const ofThePackage = filesIn("cli", "examples");
/** In ms: what takes longer hangs, on a busy machine too. */
const limits = { testTimeout: 300_000, hookTimeout: 300_000 };

/**
 * One project without a server, one for each PostgreSQL version, whose server starts only when one of its files runs, and
 * on the newest version one with Drizzle 1.0 and one for what runs the built package.
 */
export default defineConfig({
  test: {
    // At least two files at a time: a test spends half its time waiting for the server.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["default", "./test/support/last-line-reporter.ts"],
    projects: [
      { test: { name: "unit", include: withoutServer, testTimeout: 120_000 } },
      ...testVersions().map((version) => ({
        test: {
          name: `pg${version}`,
          include: withServer,
          globalSetup: ["./test/support/server.ts"],
          ...limits,
        },
      })),
      {
        resolve: { alias: [{ find: /^drizzle-orm(?=\/|$)/, replacement: "drizzle-orm-1" }] },
        test: {
          name: `drizzle1-pg${Math.max(...testVersions())}`,
          include: onDrizzle,
          globalSetup: ["./test/support/server.ts"],
          ...limits,
        },
      },
      {
        test: {
          name: `package-pg${Math.max(...testVersions())}`,
          include: ofThePackage,
          globalSetup: ["./test/support/build.ts", "./test/support/server.ts"],
          ...limits,
        },
      },
    ],
  },
});
