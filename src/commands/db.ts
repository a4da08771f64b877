import path from "node:path";
import { findConfigFile } from "../config/find.ts";
import { localFolder } from "../config/local-folder.ts";
import {
  type EmbeddedServer,
  embeddedStatus,
  removeEmbedded,
  startEmbedded,
  stopEmbedded,
} from "../database/embedded.ts";
import { redactUrl } from "../database/settings.ts";
import { VarveError } from "../errors.ts";
import type { CommandDefinition, Document, Format } from "../terminal/command.ts";
import type { CommandOptions } from "./project.ts";

const actions = ["start", "stop", "status", "url", "reset"] as const;

export interface DbOptions extends CommandOptions {
  action: (typeof actions)[number];
  /** For `reset`: do not ask. */
  force?: boolean | undefined;
}

export interface DbDocument extends Document {
  readonly action: DbOptions["action"];
  readonly running: boolean;
  /** Whether this call started or stopped a server, or deleted its data. */
  readonly changed: boolean;
  /** The folder that holds the server's data. */
  readonly directory: string;
  /** The password is in it only for the action `url`. */
  readonly url?: string;
  readonly port?: number;
  readonly pid?: number;
  /** Major version: "18". */
  readonly version?: string;
}

/**
 * The project's embedded PostgreSQL: `start` and `url` start it unless it runs, `reset` deletes its data and starts it empty.
 * It is found by the config file; what that says about a database does not matter.
 * Errors: CONFIG_NOT_FOUND, EMBEDDED_NOT_INSTALLED, EMBEDDED_FAILED, USAGE when `reset` is neither forced nor confirmed.
 */
export async function db(options: DbOptions): Promise<DbDocument> {
  const { action } = options;
  const directory = localFolder(projectFolder(options));
  switch (action) {
    case "status":
      return describe(action, directory, { server: await embeddedStatus(directory), changed: false });
    case "stop":
      return describe(action, directory, { server: undefined, changed: await stopEmbedded(directory) });
    case "reset":
      await confirmReset(directory, options);
      await removeEmbedded(directory);
      return describe(action, directory, { server: await startEmbedded({ directory }), changed: true });
    default: {
      const server = await startEmbedded({ directory });
      return describe(action, directory, { server, changed: !server.reused });
    }
  }
}

function projectFolder({
  cwd = process.cwd(),
  config = process.env.VARVE_CONFIG || undefined,
}: DbOptions): string {
  return typeof config === "object" ? path.resolve(cwd) : path.dirname(findConfigFile(cwd, config));
}

async function confirmReset(directory: string, { force = false, prompts }: DbOptions): Promise<void> {
  if (force || (await prompts?.confirm({ message: `Delete all data of the PostgreSQL in ${directory}?` })))
    return;
  throw new VarveError("USAGE", {
    message: `"db reset" deletes all data of the PostgreSQL in ${directory}; nothing was done.`,
    hint: "Confirm it with: varve db reset --force",
  });
}

function describe(
  action: DbOptions["action"],
  directory: string,
  { server, changed }: { server: EmbeddedServer | undefined; changed: boolean },
): DbDocument {
  if (server === undefined) return { ok: true, action, running: false, changed, directory };
  const { url, port, pid, version } = server;
  const shownUrl = action === "url" ? url : redactUrl(url);
  return {
    ok: true,
    action,
    running: true,
    changed,
    directory: server.directory,
    url: shownUrl,
    port,
    pid,
    version,
  };
}

function render(document: DbDocument, { style }: Format): string {
  const { action, running, changed, directory, url = "", port, pid, version } = document;
  if (action === "url") return url;
  if (action === "stop")
    return changed ? "The embedded PostgreSQL is stopped; its data stays." : "It was not running.";
  if (!running) return `The embedded PostgreSQL is not running. ${style.dim(`Data: ${directory}`)}`;
  const happened = { start: changed ? "is started" : "was running already", reset: "is started, empty" };
  const verb = action === "status" ? "runs" : happened[action];
  return [
    `PostgreSQL ${version} ${verb}: ${style.bold(`127.0.0.1:${port}`)} (process ${pid})`,
    style.dim(`Data: ${directory}`),
    style.dim("URL with its password: varve db url"),
  ].join("\n");
}

export const definition: CommandDefinition<DbOptions, DbDocument> = {
  name: "db",
  summary: "the embedded PostgreSQL: start, stop, status, url, reset",
  description:
    "The PostgreSQL of this project, under .varve/, which commands use when no database URL is set. It goes on running " +
    'until it is stopped. "url" prints its URL with the password; "reset" deletes its data and starts it empty.',
  arguments: { action: { help: actions.join(", "), choices: actions } },
  options: { force: { flags: "--force", help: 'for "reset": delete without asking' } },
  examples: [
    { command: "varve db start", help: "start it, or find it running" },
    { command: 'psql "$(varve db url)"', help: "open it in psql" },
    { command: "varve db reset --force", help: "start again with an empty database" },
  ],
  run: db,
  render,
  answers: ({ action }) => action === "url" || action === "status",
};
