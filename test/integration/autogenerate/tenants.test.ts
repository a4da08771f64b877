import { describe, expect, it } from "vitest";
import { check } from "../../../src/commands/check.ts";
import { merge } from "../../../src/commands/merge.ts";
import { squash } from "../../../src/commands/squash.ts";
import { createModelProject } from "../../support/model-project.ts";

const tenants = { tenants: { schemas: "tenant_*" } };

const first = `
  export const mood = pgEnum("mood", ["calm", "cross"]);
  export const ids = pg.pgSequence("ids");
  export const customers = pgTable("customers", {
    id: integer().primaryKey().default(sql\`nextval('ids'::regclass)\`), name: text().notNull(), mood: mood(), serial: serial(),
  }, (t) => [index("by_name").on(sql\`lower(name)\`), check("named", sql\`name <> ''\`),
    pgPolicy("own", { using: sql\`\${t.name} = current_user\` })]);
  export const orders = pgTable("orders", { id: integer().primaryKey(), customer: integer().references(() => customers.id) });
  export const big = pgView("big").as((qb) => qb.select({ id: orders.id }).from(orders).innerJoin(customers, eq(orders.customer, customers.id)));
`;
const second = first
  .replace('["calm", "cross"]', '["calm", "cross", "glad"]')
  .replace("name: text().notNull()", "name: varchar({ length: 50 }).notNull(), email: text().unique()")
  .replace('pgTable("orders"', 'pgTable("purchases"');

async function createTenantProject(count: number) {
  const project = await createModelProject(tenants);
  for (let i = 0; i < count; i++) await project.sql(`CREATE SCHEMA tenant_${i}`);
  return project;
}

describe("models of tenants", () => {
  it("become revisions that say no schema, and fit every tenant both ways", async () => {
    const project = await createTenantProject(3);
    await project.sql("CREATE TABLE public.customers (somebody text)");
    project.models(first);
    const one = await project.revise();
    expect(one.changes.map(({ name }) => name)).toContain("customers");
    await project.upgrade();
    expect(await project.check()).toMatchObject({ ok: true, differences: [], pending: [] });
    project.models(second);
    const two = await project.revise({ rename: ["orders:purchases"] });
    const written = JSON.stringify([one, two, project.revisions()]);
    expect(written).not.toMatch(/varve_tenant|public/);
    expect(await project.upgrade()).toMatchObject({ ok: true });
    const { ok, schemas } = await project.check();
    expect([ok, schemas?.map((each) => each.differences)]).toEqual([true, [[], [], []]]);
    expect(await project.downgrade("base")).toMatchObject({ ok: true });
    const left = await project.sql(
      "SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'v', 'S') AND nspname ~ '^(tenant_|public)' AND relname !~ '^varve_'",
    );
    expect(left).toEqual([["public", "customers"]]);
    expect(await project.upgrade()).toMatchObject({ ok: true });
    expect(await project.check()).toMatchObject({ ok: true });
  });

  it("are compared with each tenant", async () => {
    const project = await createTenantProject(3);
    await project.evolve('export const t = pgTable("t", { id: integer().primaryKey(), v: text() });');
    await project.sql(
      "ALTER TABLE tenant_1.t ADD by_hand int; DROP SCHEMA tenant_2 CASCADE; CREATE SCHEMA tenant_2",
    );
    const found = await project.check();
    expect(found).toMatchObject({ ok: false, differences: [], pending: [expect.any(String)] });
    expect(found.schemas).toMatchObject([
      { schema: "tenant_0", ok: true, differences: [] },
      {
        schema: "tenant_1",
        ok: false,
        pending: [],
        differences: [{ action: "drop", kind: "column", name: "by_hand" }],
      },
      {
        schema: "tenant_2",
        ok: false,
        pending: found.pending,
        differences: [{ action: "create", kind: "table" }],
      },
    ]);
    expect(await check({ ...project.options, schema: ["tenant_0"] })).toMatchObject({ ok: true });
    project.models('export const t = pgTable("t", { id: integer().primaryKey(), v: text(), w: text() });');
    expect(await check({ ...project.options, schema: ["tenant_0"] })).toMatchObject({
      ok: false,
      differences: [{ action: "create", kind: "column", name: "w", table: "t" }],
    });
  });

  it("are asked for the rows that a check refuses whose function comes with the change", async () => {
    const project = await createTenantProject(2);
    await project.evolve('export const t = pgTable("t", { id: integer().primaryKey(), v: integer() });');
    await project.sql("INSERT INTO tenant_1.t VALUES (1, 1), (2, 4)");
    project.models(`import { pgFunction } from "varve/models";
      export const isOdd = pgFunction("is_odd", { args: "v integer", returns: "boolean", volatility: "immutable", body: sql\`SELECT v % 2 = 1\` });
      export const t = pgTable("t", { id: integer().primaryKey(), v: integer() }, () => [check("odd", sql\`is_odd(v)\`)]);`);
    await project.revise();
    expect(await project.upgrade()).toMatchObject({
      ok: false,
      schemas: [
        { schema: "tenant_0", ok: true },
        { schema: "tenant_1", error: { code: "PREFLIGHT_FAILED", details: { rows: [{ example: "2" }] } } },
      ],
    });
    await project.sql("UPDATE tenant_1.t SET v = 3 WHERE v = 4");
    expect(await project.upgrade()).toMatchObject({ ok: true });
    expect(await project.check()).toMatchObject({ ok: true });
  });

  it("are compared where the config keeps the tenants out of what they share", async () => {
    const own = { include: ["public.t", "tmp_*"], exclude: ["tenant_*.*", "public.tmp_1"] };
    const project = await createModelProject({ ...tenants, ...own });
    await project.sql("CREATE SCHEMA tenant_0");
    await project.evolve('export const t = pgTable("t", { id: integer().primaryKey() });');
    await project.sql("CREATE TABLE tenant_0.tmp_1 (); CREATE TABLE tenant_0.other ()");
    expect(await project.check()).toMatchObject({ ok: true });
    await project.sql("ALTER TABLE tenant_0.t ADD by_hand int; CREATE TABLE tenant_0.tmp_2 ()");
    expect((await project.check()).schemas?.[0]?.differences.map(({ name }) => name).sort()).toEqual([
      "by_hand",
      "tenant_0.tmp_2",
    ]);
  });

  it("stand on what all tenants share", async () => {
    const project = await createTenantProject(2);
    await project.sql(`CREATE SCHEMA shared; CREATE TABLE shared.plans (id int PRIMARY KEY);
      CREATE FUNCTION public.next_code() RETURNS text LANGUAGE sql AS 'SELECT ''x'''; CREATE DOMAIN shared.code AS text`);
    const text = `
      import { pgFunction } from "varve/models";
      const shared = pgSchema("shared");
      const plans = shared.table("plans", { id: integer().primaryKey() });
      const code = pg.customType({ dataType: () => "shared.code" });
      export const subscriptions = pgTable("subscriptions", {
        id: integer().primaryKey(), plan: integer().references(() => plans.id), code: code().default(sql\`public.next_code()\`),
      });`;
    project.models(text);
    const { up } = await project.revise();
    expect(up.map(({ sql }) => sql).join("\n")).toMatch(/REFERENCES "?shared"?\."?plans/);
    expect(await project.upgrade()).toMatchObject({ ok: true });
    expect(await project.check()).toMatchObject({ ok: true });
    project.models(`${text} export const own = pgSchema("own");`);
    await expect(project.revise()).rejects.toMatchObject({ code: "TENANT_MODEL_SHARED" });
    project.models(`${text}
      export const touch = pgFunction("touch", { returns: "trigger", language: "plpgsql",
        body: "BEGIN DELETE FROM public.subscriptions; RETURN NEW; END" });`);
    await expect(project.revise()).rejects.toMatchObject({ code: "TENANT_SCHEMA_NAMED" });
    await expect(project.revise({ from: "database" })).rejects.toMatchObject({ code: "USAGE" });
  });

  it("have branches that are tried, merged and squashed", async () => {
    const project = await createTenantProject(1);
    await project.evolve('export const t = pgTable("t", { id: integer().primaryKey() });');
    const root = (await project.upgrade()).heads[0] as string;
    for (const column of ["a", "b"]) {
      project.models(`export const t = pgTable("t", { id: integer().primaryKey(), ${column}: text() });`);
      await project.revise({ head: root, splice: true });
    }
    project.models('export const t = pgTable("t", { id: integer().primaryKey(), a: text(), b: text() });');
    const checked = await project.check();
    expect(checked).toMatchObject({ ok: false, overlaps: [{ kind: "table", name: "t" }] });
    const merged = await merge(project.options);
    expect(merged).toMatchObject({ ok: true, overlaps: [{ kind: "table", name: "t" }] });
    await squash({ ...project.options, range: `${root}:${merged.id}`, message: "one" });
    expect(await project.upgrade()).toMatchObject({ ok: true });
    expect(await project.check()).toMatchObject({ ok: true });
  });
});
