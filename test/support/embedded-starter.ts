// Starts the embedded server as a command would, prints what it got, and ends.
import { startEmbedded } from "../../src/database/embedded.ts";

const [directory = "", version = ""] = process.argv.slice(2);
console.log(JSON.stringify(await startEmbedded({ directory, version: Number(version) })));
