import { expect, test } from "vitest";
import { buildFiles, readFixture } from "../../support/models.ts";

const catalog = {
  constraints: `
    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS text FROM pg_constraint
    WHERE contype <> 'n' AND connamespace::regnamespace::text IN ('public', 'blog')`,
  indexes: `
    SELECT pg_get_indexdef(indexrelid) AS text FROM pg_index
    WHERE indrelid = 'users'::regclass AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype <> 'f')`,
  sequences: `
    SELECT concat_ws(' ', seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache,
      seqcycle, attidentity) AS text
    FROM pg_sequence LEFT JOIN pg_depend ON pg_depend.objid = seqrelid AND deptype = 'i'
    LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid`,
  // Before 16 every column stands with its table.
  views: `
    SELECT concat_ws(' ', oid::regclass, relkind, relispopulated, reloptions,
      regexp_replace(regexp_replace(pg_get_viewdef(oid), '\\s+', ' ', 'g'), '(users|adults|posts)\\.', '', 'g')) AS text
    FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace::regnamespace::text IN ('public', 'blog')`,
  policies: `
    SELECT concat_ws(' ', schemaname, tablename, policyname, permissive, roles, cmd,
      regexp_replace(qual, '\\s+', ' ', 'g'), with_check) AS text
    FROM pg_policies`,
  secured: "SELECT oid::regclass::text AS text FROM pg_class WHERE relrowsecurity",
};

test.each(["0.45", "1.0"] as const)(
  "every option of Drizzle %s is what PostgreSQL keeps",
  async (version) => {
    const { query } = await buildFiles({ "models/parts.ts": readFixture("parts.ts") }, version);
    const list = async (sql: string) => (await query<{ text: string }>(sql)).map(({ text }) => text).sort();

    expect(await list(catalog.constraints)).toEqual([
      `blog.posts next FOREIGN KEY (next, author_id) REFERENCES blog.posts(id, author_id)`,
      `blog.posts posts_age_name_users_age_full name_fk FOREIGN KEY (age, name) REFERENCES users(age, "full name")`,
      `blog.posts posts_author_id_users_id_fk FOREIGN KEY (author_id) REFERENCES users(id) ON DELETE CASCADE`,
      `blog.posts posts_id_author_id_pk PRIMARY KEY (id, author_id)`,
      `named my key PRIMARY KEY (a)`,
      `users checked CHECK (((age <> 5) AND ("full name" <> 'it''s'::text)))`,
      `users nicks UNIQUE NULLS NOT DISTINCT (nick)`,
      `users nulls UNIQUE NULLS NOT DISTINCT (age)`,
      `users users_age_full name_unique UNIQUE (age, "full name")`,
      `users users_email_unique UNIQUE (email)`,
      `users users_parent_users_id_fk FOREIGN KEY (parent) REFERENCES users(id) ON UPDATE CASCADE ON DELETE SET NULL`,
      `users users_pkey PRIMARY KEY (id)`,
    ]);
    expect(await list(catalog.indexes)).toEqual([
      `CREATE INDEX "users_full name_index" ON public.users USING btree ("full name")`,
      `CREATE INDEX expression ON public.users USING btree (((age + 1)), age DESC)`,
      `CREATE INDEX gin ON public.users USING gin (tags) WITH (fastupdate='false')`,
      `CREATE INDEX pattern ON public.users USING btree ("full name" text_pattern_ops)`,
      `CREATE INDEX sorted ON public.users USING btree ("full name" DESC NULLS LAST, age NULLS FIRST, id DESC)`,
      `CREATE UNIQUE INDEX lower ON public.users USING btree (lower("full name")) WHERE (age > '-1'::integer)`,
      `CREATE UNIQUE INDEX target ON public.users USING btree (age, "full name")`,
    ]);
    expect(await list(catalog.sequences)).toEqual([
      "blog.down bigint -1 -1 -9223372036854775808 -1 1 f",
      "numbers bigint 100 5 10 1000 3 t",
      "own bigint 1 1 1 100 1 t d",
      "users_id_seq integer 1 1 1 2147483647 1 f",
      "users_number_seq integer 10 2 1 2147483647 1 f a",
    ]);
    expect(await list(catalog.views)).toEqual([
      `adults v t  SELECT id, "full name" FROM users WHERE ("full name" = 'it''s'::text);`,
      `blog.few v t {check_option=local,security_barrier=true}  SELECT id, "full name" FROM adults WHERE (id = ANY (ARRAY[1, 2]));`,
      `counts m f {fillfactor=70,autovacuum_enabled=false}  SELECT author_id, count(*) AS n FROM blog.posts GROUP BY author_id;`,
      `raw v t  SELECT id FROM users;`,
    ]);
    expect(await list(catalog.policies)).toEqual([
      `blog posts linked PERMISSIVE {public} DELETE (EXISTS ( SELECT 1 FROM users WHERE (users.id = posts.author_id)))`,
      `public users add PERMISSIVE {postgres} INSERT (age > 3)`,
      `public users own RESTRICTIVE {public} SELECT ("full name" = CURRENT_USER)`,
    ]);
    expect(await list(catalog.secured)).toEqual(["blog.posts", "named", "users"]);
  },
);
