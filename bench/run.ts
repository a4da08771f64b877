// npm run bench -- NAME: prints how Varve compares with the floor or its peers, measured in the same run.
import { benchAutogenerate } from "./autogenerate.ts";
import { benchEvents } from "./events.ts";
import { benchRunner } from "./runner.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  autogenerate: benchAutogenerate,
  events: benchEvents,
  runner: benchRunner,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join("|")}`);
  process.exitCode = 2;
} else {
  for (const name of names) await benches[name]?.();
}
