/** The PostgreSQL versions to test on: `VARVE_TEST_PG=16 npm test` or `15,18`; by default the two that package.json pins. */
export function testVersions(env: NodeJS.ProcessEnv = process.env): number[] {
  const versions = (env.VARVE_TEST_PG || "15,18").split(",").map(Number);
  if (!versions.every((version) => version >= 14 && version <= 99)) {
    throw new Error(`VARVE_TEST_PG=${env.VARVE_TEST_PG} is not a list of PostgreSQL versions such as 15,18`);
  }
  return [...new Set(versions)];
}
