import { performance } from "node:perf_hooks";
import { formatTable } from "../src/terminal/table.ts";

/** Ways to do the same; the first is what the others are compared with. */
export type Contenders = Readonly<Record<string, () => Promise<unknown>>>;

export interface Timing {
  name: string;
  /** Microseconds for one run: the tenth percentile is what it takes, the median what it takes on a busy machine. */
  p10Us: number;
  medianUs: number;
  /** Microseconds of this process's CPU for one run. */
  cpuUs: number;
  /** p10 as a multiple of the first contender's. */
  ratio: number;
}

/** Runs the contenders in turns, so that whatever else the machine does hits all of them alike. */
export async function race(contenders: Contenders, { rounds }: { rounds: number }): Promise<Timing[]> {
  const lanes = Object.entries(contenders).map(([name, run]) => ({
    name,
    run,
    times: [] as number[],
    cpuUs: 0,
  }));
  for (let warmUp = 0; warmUp < rounds / 10; warmUp += 1) {
    for (const { run } of lanes) await run();
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const lane of lanes) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      await lane.run();
      lane.times.push((performance.now() - start) * 1000);
      const { user, system } = process.cpuUsage(cpu);
      lane.cpuUs += user + system;
    }
  }
  const timings = lanes.map(({ name, times, cpuUs }) => {
    const sorted = times.sort((a, b) => a - b);
    return { name, p10Us: at(sorted, 0.1), medianUs: at(sorted, 0.5), cpuUs: cpuUs / rounds };
  });
  const floor = timings[0]?.p10Us ?? Number.NaN;
  return timings.map((timing) => ({ ...timing, ratio: timing.p10Us / floor }));
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

/** Prints a table of timings in seconds. */
export function reportSeconds(title: string, timings: readonly Timing[]): void {
  const rows = timings.map(({ name, p10Us, medianUs, ratio }) => [
    name,
    (p10Us / 1e6).toFixed(2),
    (medianUs / 1e6).toFixed(2),
    `${ratio.toFixed(2)} x`,
  ]);
  console.log(formatTable(rows, { head: [title, "best s", "median s", "ratio"], alignRight: [1, 2, 3] }));
  console.log();
}
