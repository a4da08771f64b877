import { revision, sql } from "varve/migrations";

export default revision({
  id: "aaade7ce5660",
  revises: ["c3c823ad5eeb"],
  message: "find webhooks by type",
  createdAt: "2026-11-22T21:34:43Z",
  models: "8e433fc5787bca54fb8963b110fe056be3796c4ac2febd4ed45072dca7ea988f",
  up: [
    // WRITES_BLOCKED events_type_idx: Blocks writes to events while the index is built (SHARE). On a large
    // table write CREATE INDEX CONCURRENTLY; Varve runs it outside a transaction by itself.
    sql`
      CREATE INDEX events_type_idx ON public.events
        USING btree (((data ->> 'type'::text)), created_at, id)
    `,
  ],
  down: [
    // OBJECT_DROPPED events_type_idx: Drops the index events_type_idx. Make sure that no running version of
    // the application still needs it.
    sql`DROP INDEX "public"."events_type_idx"`,
  ],
});
