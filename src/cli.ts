#!/usr/bin/env node
// The only file that ends the process.

import { setMaxListeners } from "node:events";
import { commands } from "./commands/list.ts";
import { exitCodeOf, interruptedBy } from "./terminal/error-report.ts";
import { reportError, runCommandLine, type Surroundings } from "./terminal/run.ts";
import { readVersion } from "./version.ts";

// Standard output is for the result alone: what the user's own modules print (a loader of .env files, a stray
// console.log) goes to standard error, or it would break the one JSON document of `--json`.
const { stdout, stderr } = process;
const result = { write: stdout.write.bind(stdout), isTTY: stdout.isTTY, columns: stdout.columns };
stdout.write = stderr.write.bind(stderr);

// Node.js 20 has no navigator; the driver would load all of fetch to find out that this is no Cloudflare worker.
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { userAgent: "Node.js/20" } });

const words = process.argv.slice(2);
const stop = new AbortController();
setMaxListeners(0, stop.signal);
const around: Surroundings = {
  stdin: process.stdin,
  stdout: result,
  stderr,
  env: process.env,
  signal: stop.signal,
};

// A reader that went away (`| head`) must not end a migration half-way: the write that failed says so to its writer.
stdout.on("error", () => {});
stderr.on("error", () => {});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    const reason = interruptedBy(signal);
    // The first asks for a clean end, the second does not wait for it.
    if (stop.signal.aborted) process.exit(exitCodeOf(reason));
    stop.abort(reason);
    if (stderr.isTTY) stderr.write("\nStopping cleanly; once more leaves at once.\n");
  });
}

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, async (error: unknown) => process.exit(await reportError(error, words, around)));
}

const exitCode = await runCommandLine(words, { version: readVersion(), commands }, around);
// All output has been taken by now. Handles that the user's own modules opened must not keep the process alive.
process.exit(exitCode);
