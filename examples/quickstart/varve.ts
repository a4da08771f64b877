import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The command line of this package, in one folder, without the database that your environment may name. */
export class Varve {
  readonly #cli: string;
  readonly #cwd: string;

  constructor({ root, cwd }: { root: string; cwd: string }) {
    this.#cli = join(root, "dist", "cli.js");
    this.#cwd = cwd;
  }

  /** Runs a command as you would type it, with its output on the screen. */
  async show(...words: string[]): Promise<void> {
    console.log(`\n  $ varve ${words.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ")}`);
    await this.#run(words, "inherit");
  }

  /** Runs a command and gives what it prints. */
  async read(...words: string[]): Promise<string> {
    return (await this.#run(words, "pipe")).trim();
  }

  /** The document of a command with `--json`, also when it has findings. */
  async json<T>(...words: string[]): Promise<T> {
    return JSON.parse(await this.#run([...words, "--json"], "pipe", { findings: true }));
  }

  async #run(words: string[], output: "inherit" | "pipe", { findings = false } = {}): Promise<string> {
    const child = spawn(process.execPath, [this.#cli, ...words], {
      cwd: this.#cwd,
      env: environment(),
      stdio: ["ignore", output, "inherit"],
    });
    const [printed, [code]] = await Promise.all([
      child.stdout ? text(child.stdout) : "",
      once(child, "close"),
    ]);
    if (code !== 0 && !(findings && code === 1))
      throw new Error(`varve ${words.join(" ")} ended with ${code}`);
    return printed;
  }
}

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(DATABASE_|PG|VARVE_)/.test(name));
  return Object.fromEntries(own);
}
