// The files of a new project, as text. `.js` in place of `.ts` where the project wants JavaScript; both are ES modules.

export interface Template {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

export function projectTemplates(extension: "ts" | "js"): readonly Template[] {
  return [
    { path: `varve.config.${extension}`, text: config(`./models/*.${extension}`) },
    { path: `models/event.${extension}`, text: eventModel },
    { path: "migrations/.gitkeep", text: "" },
    ...scripts,
  ];
}

/** For a database that is there, and brings its models. */
export function databaseTemplates(extension: "ts" | "js"): readonly Template[] {
  return [{ path: `varve.config.${extension}`, text: config(databaseModelsGlob) }, ...scripts];
}

/** Where the models of an existing database are written. */
export const databaseModelsGlob = "./models/*.{ts,sql}";

export const npmScripts: Readonly<Record<string, string>> = {
  "db:revision": "varve revision",
  "db:upgrade": "varve upgrade",
  "db:check": "varve check",
};

/** The embedded server's data, and whatever else is of this machine alone. */
export const ignoredFolder = ".varve/";

const config = (models: string) => `import { defineConfig } from "varve";

export default defineConfig({
  models: ["${models}"],
  migrations: "./migrations",
  database: { url: process.env.DATABASE_URL }, // absent: the embedded server under .varve/
});
`;

const eventModel = `import { events } from "varve/events"; // the ready-made table; spread \`eventColumns\` to extend it

export { events };
`;

/** Runs the project's own varve, also where the package manager keeps it above this folder or in no folder at all. */
const runVarve = `set -euo pipefail
cd "$(dirname "\${BASH_SOURCE[0]}")"

varve() {
  local folder=$PWD
  until [ -x "$folder/node_modules/.bin/varve" ]; do
    if [ "$folder" = / ]; then
      if [ -f .pnp.cjs ]; then yarn varve "$@"; else npx --no-install varve "$@"; fi
      return
    fi
    folder=$(dirname "$folder")
  done
  "$folder/node_modules/.bin/varve" "$@"
}
`;

const makeMigration = `#!/usr/bin/env bash
# Writes a revision for what changed in the models, and stages what that wrote.
# Usage: ./makemigration.sh [message] [flags of \`varve revision\`]
${runVarve}
message=
while [ $# -gt 0 ] && [ "\${1#-}" = "$1" ]; do
  message="\${message:+$message }$1"
  shift
done
case " $*" in
  *" -m"* | *" --message"* | *" -h"* | *" --help"*) ;;
  *)
    if [ -z "$message" ] && [ -t 0 ]; then
      read -r -p "What does this revision change? " message
    fi
    if [ -z "$message" ]; then
      echo "usage: ./makemigration.sh <message> [flags of varve revision]" >&2
      exit 2
    fi
    ;;
esac

in_git() { [ "$(git rev-parse --is-inside-work-tree 2>/dev/null)" = true ]; }
unstaged() {
  in_git || return 0
  git -c core.quotePath=false ls-files --others --modified --exclude-standard -- . | LC_ALL=C sort
}

before=$(unstaged)
varve revision \${message:+-m "$message"} "$@"
LC_ALL=C comm -13 <(printf '%s\\n' "$before") <(unstaged) | while IFS= read -r file; do
  git add -- "$file"
  echo "staged $file"
done
`;

const migrate = `#!/usr/bin/env bash
# Shows the current revision, applies what is pending, shows the new one.
# Usage: ./migrate.sh [target] [flags of \`varve upgrade\`]
${runVarve}
# The flags that choose the database go to \`varve current\` too.
common=()
previous=
for word in "$@"; do
  case "$previous" in --url | --config) common+=("$previous" "$word") ;; esac
  case "$word" in --url=* | --config=* | --no-color) common+=("$word") ;; esac
  previous=$word
done

echo "Before:"
varve current \${common[@]+"\${common[@]}"}
varve upgrade "$@"
echo "After:"
varve current \${common[@]+"\${common[@]}"}
`;

const scripts: readonly Template[] = [
  { path: "makemigration.sh", text: makeMigration, executable: true },
  { path: "migrate.sh", text: migrate, executable: true },
];
