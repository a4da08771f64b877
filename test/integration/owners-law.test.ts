// The law where owners and grants are managed, which the cases leave alone.
import { expect, test } from "vitest";
import { serverUrl } from "../support/database.ts";
import { checkLaw, withGround } from "../support/law/law.ts";

const role = "DO $$ BEGIN CREATE ROLE law_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;";

const before = `${role}
  CREATE TABLE numbered (id serial, n int GENERATED ALWAYS AS IDENTITY);
  CREATE SEQUENCE given; CREATE SEQUENCE taken;
  CREATE TABLE t (id int, n int); ALTER SEQUENCE taken OWNED BY t.n;
  GRANT SELECT ON numbered TO law_owner;`;

const after = `${role}
  CREATE TABLE numbered (id serial, n int GENERATED ALWAYS AS IDENTITY);
  CREATE SEQUENCE given; CREATE SEQUENCE taken;
  CREATE TABLE t (id int, n int); ALTER SEQUENCE given OWNED BY t.id;
  ALTER TABLE numbered OWNER TO law_owner; ALTER TABLE t OWNER TO law_owner;
  GRANT USAGE ON SEQUENCE taken TO law_owner;`;

test.each([
  ["changes with its sequences, given and taken", before, after],
  ["is set with the table", role, after],
])("the owner of a table %s", async (_, from, to) => {
  const verdict = await withGround(serverUrl, (ground) =>
    checkLaw(ground, { before: from, after: to, seed: "" }),
  );
  expect(verdict).toEqual({ problems: [] });
});
