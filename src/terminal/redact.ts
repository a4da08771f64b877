// The last gate before text leaves the process: no password passes, wherever the text came from.

const passwordInUrl = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s'"`]*@/gi;
const passwordAsField = /\b((?:pg)?password\s*[=:]\s*)('[^']*'|"[^"]*"|[^\s&,;'"]+)/gi;

/**
 * A function that replaces passwords by `***` in text: in URLs, in `password=…`, and those that the environment or
 * the command line hold, wherever they stand.
 */
export function createRedactor(
  env: NodeJS.ProcessEnv = process.env,
  args: readonly string[] = [],
): (text: string) => string {
  const secrets = [...findSecrets([...Object.values(env), ...args])];
  for (const name of ["PGPASSWORD", "DATABASE_PASSWORD"]) secrets.push(env[name] ?? "");
  const telling = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  return (text) => {
    const covered = text.replace(passwordInUrl, "$1:***@").replace(passwordAsField, "$1***");
    return telling.reduce((rest, secret) => rest.replaceAll(secret, "***"), covered);
  };
}

/** Passwords of all URLs among the texts, as written and decoded; not those that are the user's or database's name too. */
function* findSecrets(texts: readonly (string | undefined)[]): Generator<string> {
  for (const text of texts) {
    const [, user, password, rest] = /:\/\/([^\s:/@]*):(.*)@(.*)$/.exec(text ?? "") ?? [];
    if (password === undefined || password === user || rest?.includes(password)) continue;
    yield password;
    try {
      yield decodeURIComponent(password);
    } catch {
      // Not percent-encoded after all; the text as written is covered.
    }
  }
}

/** The same for every string inside a value, so that details can be printed as JSON. */
export function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)]));
}
