import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Prints `N passed, N failed` as the very last line of the run, for programs that read only that. */
export default class LastLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const { passed, failed } = count(modules);
    process.once("exit", (code) => {
      const allFailed = failed + unhandledErrors.length || (code === 0 ? 0 : 1);
      console.log(`${passed} passed, ${allFailed} failed`);
    });
  }
}

/** A file that could not be loaded counts as one failure. What was skipped, Vitest says above. */
function count(modules: readonly TestModule[]): { passed: number; failed: number } {
  const states = modules.flatMap((module) => {
    const tests = [...module.children.allTests()].map((test) => test.result().state);
    return module.state() === "failed" && !tests.includes("failed") ? [...tests, "failed"] : tests;
  });
  return {
    passed: states.filter((state) => state === "passed").length,
    failed: states.filter((state) => state === "failed").length,
  };
}
