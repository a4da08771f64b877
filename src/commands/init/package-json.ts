import { isDeepStrictEqual } from "node:util";

type Scripts = Readonly<Record<string, string>>;
type Manifest = { readonly scripts?: Scripts } & Readonly<Record<string, unknown>>;

/** A package.json as data; a byte order mark is no part of it. Throws SyntaxError. */
export function parseManifest(text: string): Manifest {
  const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest)) {
    throw new SyntaxError("it does not hold an object");
  }
  return manifest as Manifest;
}

/**
 * The text of a package.json with the scripts that it lacks. Scripts that are there stay, and so does every other byte
 * of the file. Pure.
 */
export function addScripts(text: string, scripts: Scripts): string {
  const manifest = parseManifest(text);
  const missing = Object.entries(scripts).filter(([name]) => manifest.scripts?.[name] === undefined);
  if (missing.length === 0) return text;

  const wanted = { ...manifest, scripts: { ...manifest.scripts, ...Object.fromEntries(missing) } };
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = missing.map(
    ([name, command]) => `${indent.repeat(2)}${JSON.stringify(name)}: ${JSON.stringify(command)}`,
  );
  const block = newline + lines.join(`,${newline}`);

  // Where the text belongs is not parsed but tried: the right place is the one whose result reads as what is wanted.
  const attempts =
    manifest.scripts === undefined
      ? [appendMember(text, `${newline}${indent}"scripts": {${block}${newline}${indent}}`, newline)]
      : [...text.matchAll(/"scripts"\s*:\s*\{/g)].map(({ index, 0: found }) => {
          const rest = text.slice(index + found.length);
          const isEmpty = rest.trimStart().startsWith("}");
          return (
            text.slice(0, index + found.length) +
            block +
            (isEmpty ? `${newline}${indent}${rest.trimStart()}` : `,${rest}`)
          );
        });
  return (
    attempts.find((attempt) => readsAs(attempt, wanted)) ?? JSON.stringify(wanted, null, indent) + newline
  );
}

function appendMember(text: string, member: string, newline: string): string {
  const end = text.lastIndexOf("}");
  const before = text.slice(0, end).trimEnd();
  return `${before}${before.endsWith("{") ? "" : ","}${member}${newline}${text.slice(end)}`;
}

function readsAs(text: string, wanted: Manifest): boolean {
  try {
    return isDeepStrictEqual(parseManifest(text), wanted);
  } catch {
    return false;
  }
}
