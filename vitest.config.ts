import { defineConfig } from "vitest/config";
import { testVersions } from "./test/support/versions.ts";

const withServer = ["integration", "cases", "cli", "examples"].map((folder) => `test/${folder}/**/*.test.ts`);
const withoutServer = ["unit", "architecture", "types"].map((folder) => `test/${folder}/**/*.test.ts`);

/** One project without a server, and one for each PostgreSQL version, whose server starts only when one of its files runs. */
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
    ],
  },
});
