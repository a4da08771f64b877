// Holds a scratch database, whose name it prints, until its stdin closes.
import { once } from "node:events";
import { withScratchDatabase } from "../../src/database/scratch.ts";
import { parseUrl } from "../../src/database/url.ts";

const [url = ""] = process.argv.slice(2);
await withScratchDatabase({ url }, async (scratch) => {
  console.log(parseUrl(scratch.url).dbname);
  await once(process.stdin.resume(), "end");
});
