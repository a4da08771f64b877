import { defineConfig } from "vitest/config";
import { testVersions } from "./test/support/versions.ts";

const filesIn = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const withoutServer = filesIn("unit", "architecture", "types");
const withServer = filesIn("integration", "cases");
const ofThePackage = filesIn("cli", "examples");

/**
 * One project without a server, one for each PostgreSQL version, whose server starts only when one of its files runs, and
 * one for what runs the built package, on the newest version.
 */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/last-line-reporter.ts"],
    projects: [
      { test: { name: "unit", include: withoutServer } },
      ...testVersions().map((version) => ({
        test: {
          name: `pg${version}`,
          include: withServer,
          globalSetup: ["./test/support/server.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      })),
      {
        test: {
          name: `package-pg${Math.max(...testVersions())}`,
          include: ofThePackage,
          globalSetup: ["./test/support/build.ts", "./test/support/server.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
