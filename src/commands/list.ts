import type { CommandEntry } from "../terminal/command.ts";

type Row = readonly [name: string, summary: string, load: CommandEntry["load"]];

/** All commands, in the order of the help. Only what is named on the command line is loaded. */
export const commands: readonly CommandEntry[] = [
  ...group("Start", [
    ["init", "set up a project: config, a model, folders, scripts", () => import("./init.ts")],
    [
      "adopt",
      "take over the migrations of drizzle-kit, and what is applied of them",
      () => import("./adopt.ts"),
    ],
    ["db", "the embedded PostgreSQL: start, stop, status, url, reset", () => import("./db.ts")],
  ]),
  ...group("Write revisions", [
    [
      "revision",
      "write the revision that leads from the database to the models",
      () => import("./revision.ts"),
    ],
    ["rebase", "move a branch that is not applied behind another revision", () => import("./rebase.ts")],
    ["squash", "replace a range of revisions by one", () => import("./squash.ts")],
    ["edit", "open a revision in your editor", () => import("./edit.ts")],
    ["merge", "join heads with a revision of several parents", () => import("./merge.ts")],
  ]),
  ...group("Apply them", [
    ["upgrade", "apply revisions to the database", () => import("./upgrade.ts")],
    ["downgrade", "take revisions back", () => import("./downgrade.ts")],
    ["stamp", "record where the database is, and run nothing", () => import("./stamp.ts")],
    ["accept-edit", "record that an edited applied revision is meant", () => import("./accept-edit.ts")],
  ]),
  ...group("Look", [
    ["current", "show which revision the database is at", () => import("./current.ts")],
    ["history", "list the revisions, the newest first", () => import("./history.ts")],
    ["heads", "list the heads: revisions that no other revises", () => import("./heads.ts")],
    ["branches", "list the revisions where branches begin", () => import("./branches.ts")],
    ["show", "show a revision with its steps", () => import("./show.ts")],
  ]),
  ...group("Compare", [
    ["check", "say whether database, revisions and models are one", () => import("./check.ts")],
    ["diff", "print the SQL that makes one database like another, both ways", () => import("./diff.ts")],
    [
      "lint",
      "find what locks, rewrites, loses or breaks in the statements of revisions",
      () => import("./lint.ts"),
    ],
  ]),
];

function group(name: string, rows: readonly Row[]): CommandEntry[] {
  return rows.map(([command, summary, load]) => ({ name: command, summary, group: name, load }));
}
