import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase, serverUrl } from "../../support/database.ts";
import { query } from "../../support/migrations.ts";
import { createModelProject } from "../../support/model-project.ts";

async function projectWithRole() {
  const name = `varve "${randomBytes(4).toString("hex")}" $varve`;
  // After the databases are gone: what is set up later is taken down earlier.
  onTestFinished(async () => {
    await query(serverUrl, `DROP ROLE IF EXISTS "${name.replaceAll('"', '""')}"`);
  });
  const project = await createModelProject();
  project.models(
    `export const t = pgTable("t", {}, () => [pgPolicy("p", { to: pgRole(${JSON.stringify(name)}) })]);`,
  );
  return project;
}

const makesRole = [expect.objectContaining({ sql: expect.stringContaining("CREATE ROLE") })];

test("the revision that makes a role runs again after its way back, and in other databases of the server", async () => {
  const project = await projectWithRole();
  const { up } = await project.revise();
  expect(up).toEqual(expect.arrayContaining(makesRole));

  await project.upgrade();
  await project.downgrade("base");
  await project.upgrade();

  const other = await createTestDatabase();
  onTestFinished(() => other.drop());
  await project.on(other.url).upgrade();
  expect(await project.on(other.url).check()).toMatchObject({ ok: true });
  await expect(project.revise({ from: "migrations" })).resolves.toMatchObject({ id: null });
});

test("a role that is there by then is made all the same by the revision with its first policy", async () => {
  const project = await projectWithRole();
  await project.revise();
  await project.upgrade();
  await project.downgrade("base");
  rmSync(path.join(project.root, "migrations"), { recursive: true });

  expect((await project.revise()).up).toEqual(expect.arrayContaining(makesRole));
  await project.upgrade();
  expect(await project.revise()).toMatchObject({ id: null });
});

test("models of a role alone make it", async () => {
  const name = `varve_${randomBytes(4).toString("hex")}`;
  onTestFinished(async () => {
    await query(serverUrl, `DROP ROLE IF EXISTS ${name}`);
  });
  const project = await createModelProject();
  const { changes } = await project.evolve(`export const r = pgRole("${name}", { createDb: true });`);
  expect(changes).toEqual([{ action: "create", kind: "role", name }]);
});
