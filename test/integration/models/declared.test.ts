import { expect, test } from "vitest";
import { buildFiles, readFixture } from "../../support/models.ts";

const catalog = {
  functions: `
    SELECT regexp_replace(pg_get_functiondef(oid), '\\s+', ' ', 'g') AS text FROM pg_proc
    WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')`,
  triggers: "SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE NOT tgisinternal",
  domains: `
    SELECT concat_ws(' ', typ.oid::regtype, typbasetype::regtype, typnotnull, typdefault, conname, pg_get_constraintdef(con.oid)) AS text
    FROM pg_type typ JOIN pg_constraint con ON contypid = typ.oid WHERE typ.typname = 'E-mail' AND contype = 'c'`,
  extensions: `
    SELECT extname || ' ' || extnamespace::regnamespace AS text FROM pg_extension WHERE extname <> 'plpgsql'`,
  partitions: `
    SELECT concat_ws(' ', c.oid::regclass, inhparent::regclass, pg_get_expr(relpartbound, c.oid), pg_get_partkeydef(c.oid)) AS text
    FROM pg_class c LEFT JOIN pg_inherits ON inhrelid = c.oid
    WHERE (relispartition OR relkind = 'p') AND relkind IN ('r', 'p')`,
  columns: `
    SELECT attname || ' ' || format_type(atttypid, atttypmod) AS text FROM pg_attribute
    WHERE attrelid = 'users'::regclass AND attnum > 0`,
  comments: `
    SELECT type || ' ' || identity || ' ' || description AS text
    FROM pg_description, pg_identify_object(classoid, objoid, objsubid)
    WHERE description IN ('it''s users', 'column', 'domain', 'function', 'procedure', 'trigger', 'extension', 'view', 'schema',
      'constraint', 'index')`,
};

test("what varve/models declares is what PostgreSQL keeps", async () => {
  const { query } = await buildFiles({ "models/declared.ts": readFixture("declared.ts") });
  const list = async (sql: string) => (await query<{ text: string }>(sql)).map(({ text }) => text).sort();

  expect(await list(catalog.functions)).toEqual([
    `CREATE OR REPLACE FUNCTION audit.touch() RETURNS trigger LANGUAGE plpgsql AS $function$BEGIN NEW.at := now(); RETURN NEW; END$function$ `,
    `CREATE OR REPLACE FUNCTION public.everybody() RETURNS SETOF users LANGUAGE sql ROWS 10 BEGIN ATOMIC SELECT users.id, users.email, users."other mails", users.at, users.total FROM users; END `,
    `CREATE OR REPLACE FUNCTION public.ping(n integer) RETURNS integer LANGUAGE sql AS $function$select case when n > 0 then pong(n - 1) end$function$ `,
    `CREATE OR REPLACE FUNCTION public.pong(n integer) RETURNS integer LANGUAGE sql PARALLEL SAFE STRICT SECURITY DEFINER LEAKPROOF COST 5 SET search_path TO '' SET work_mem TO '8MB' AS $function$select case when n > 0 then ping(n - 1) end$function$ `,
    `CREATE OR REPLACE FUNCTION public.user_count() RETURNS integer LANGUAGE sql STABLE AS $function$select count(*)::int from "users"$function$ `,
    `CREATE OR REPLACE PROCEDURE audit."do it"(INOUT a integer) LANGUAGE plpgsql AS $procedure$BEGIN a := a + 1; -- $varve$ it's END$procedure$ `,
  ]);
  expect(await list(catalog.triggers)).toEqual([
    `CREATE CONSTRAINT TRIGGER deferred AFTER DELETE ON public.users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.touch()`,
    `CREATE TRIGGER counted AFTER UPDATE ON public.users REFERENCING OLD TABLE AS "old rows" NEW TABLE AS "new rows" FOR EACH STATEMENT EXECUTE FUNCTION audit.touch()`,
    `CREATE TRIGGER instead INSTEAD OF INSERT ON public.v FOR EACH ROW EXECUTE FUNCTION audit.touch()`,
    `CREATE TRIGGER touched BEFORE INSERT OR UPDATE OF email ON public.users FOR EACH ROW WHEN ((new.id > 0)) EXECUTE FUNCTION audit.touch('it''s')`,
  ]);
  expect(await list(catalog.domains)).toEqual([
    `"E-mail" text t 'it''s@y'::text has_at CHECK ((VALUE ~ '@'::text))`,
  ]);
  expect(await list(catalog.extensions)).toEqual(["cube audit", "earthdistance public", "pg_trgm public"]);
  expect(await list(catalog.columns)).toEqual([
    "at timestamp without time zone",
    `email "E-mail"`,
    "id integer",
    `other mails "E-mail"[]`,
    "total integer",
  ]);
  expect(await list(catalog.partitions)).toEqual([
    "audit.events_rest events DEFAULT",
    "events RANGE (at)",
    "events_2026 events FOR VALUES FROM ('2026-01-01 00:00:00') TO ('2027-01-01 00:00:00') LIST (kind)",
    "events_2026_a events_2026 FOR VALUES IN ('a', 'it''s')",
    "events_old events FOR VALUES FROM (MINVALUE) TO ('2000-01-01 00:00:00')",
    "spread HASH (id)",
    "spread_0 spread FOR VALUES WITH (modulus 2, remainder 0)",
  ]);
  expect(await list(catalog.comments)).toEqual([
    "extension pg_trgm extension",
    "function audit.touch() function",
    "index public.users_pkey index",
    `procedure audit."do it"(integer) procedure`,
    "schema audit schema",
    `table column public.users."other mails" column`,
    "table constraint users_pkey on public.users constraint",
    "table public.users it's users",
    "trigger touched on public.users trigger",
    `type public."E-mail" domain`,
    "view public.v view",
  ]);
});
