// Looks for a change that breaks the law, for so long, and makes what it finds as small as it can.
import * as fc from "fast-check";
import { type Change, checkLaw, withGround } from "./law.ts";
import { changed, type RandomChange, randomChange } from "./random-schema.ts";
import { renderSchema } from "./render-schema.ts";

export interface Budget {
  seed: number;
  /** Changes to check at most. */
  runs: number;
  ms: number;
  /** Told of each failure as soon as it is small. */
  onFailure?: (failure: string) => void;
}

export interface Found {
  checked: number;
  /** What to do to see each again, what doesn't hold, and the change as a folder of test/cases has it. */
  failures: string[];
  /** PostgreSQL took one of the schemas for wrong: the generator's fault. */
  refused: string[];
}

/** A seed is good for so many changes; then comes the next one. */
const runsOfSeed = 20;

/** `server` is a superuser's URL, `version` its major version. */
export function searchFailures(server: string, version: number, budget: Budget): Promise<Found> {
  const end = Date.now() + budget.ms;
  return withGround(server, async (ground) => {
    const found: Found = { checked: 0, failures: [], refused: [] };
    const isOver = () => Date.now() > end || found.checked + found.refused.length >= budget.runs;
    const law = fc.asyncProperty(randomChange, async (drawn) => {
      if (isOver()) return true;
      const { problems, refused } = await checkLaw(ground, renderChange(drawn, version));
      if (refused === undefined) found.checked += 1;
      else found.refused.push(refused);
      return problems.length === 0;
    });
    for (let { seed } = budget; !isOver(); seed += 1) {
      const { counterexample } = await fc.check(law, { seed, numRuns: runsOfSeed });
      if (counterexample === null) continue;
      const change = renderChange(counterexample[0], version);
      const { problems } = await checkLaw(ground, change);
      const failure = [`npm run fuzz -- --pg ${version} --seed ${seed}`, ...problems, describe(change)].join(
        "\n",
      );
      found.failures.push(failure);
      budget.onFailure?.(failure);
    }
    return found;
  });
}

function renderChange(drawn: RandomChange, version: number): Change {
  const before = renderSchema(drawn.before, version);
  const after = renderSchema(changed(drawn), version);
  return { before: before.sql, after: after.sql, seed: before.seed };
}

function describe({ before, after, seed }: Change): string {
  return ["-- before.sql", before, "-- after.sql", after, "-- seed.sql", seed].join("\n");
}
