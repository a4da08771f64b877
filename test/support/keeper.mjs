// Waits until the process that started it is gone (its end of stdin closes, however it ended), then stops every PostgreSQL
// server whose data directory lies below the given folder and removes the folder. Plain JavaScript: node runs it directly.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const folder = process.argv[2];
process.stdin.resume().on("end", clear).on("error", clear);

async function clear() {
  await Promise.all(serversBelow(folder).map(stop));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function serversBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.name === "postmaster.pid") return [file];
    return entry.isDirectory() && !["node_modules", "base"].includes(entry.name) ? serversBelow(file) : [];
  });
}

/** An immediate shutdown, since nothing is needed again; the server removes its file last. */
async function stop(file) {
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  for (const signal of ["SIGQUIT", "SIGKILL"]) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waitedMs = 0; existsSync(file) && waitedMs < 10_000; waitedMs += 20) await sleep(20);
    if (!existsSync(file)) return;
  }
}
