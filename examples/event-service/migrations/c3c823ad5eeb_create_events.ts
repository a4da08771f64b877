import { revision, sql } from "varve/migrations";

export default revision({
  id: "c3c823ad5eeb",
  revises: [],
  message: "create events",
  createdAt: "2026-11-22T21:32:38Z",
  models: "03368dc99f584c57e3d93ab409b28fe4cdcd5812a4ec4426a9cc0ff046f1d956",
  up: [
    sql`
      CREATE TABLE "public"."events" (
        "id" uuid NOT NULL,
        "data" jsonb NOT NULL,
        "task_context" jsonb,
        "created_at" timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
        "updated_at" timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT "events_pkey" PRIMARY KEY (id)
      )
    `,
    sql`CREATE INDEX events_created_at_id_idx ON public.events USING btree (created_at, id)`,
    sql`
      CREATE INDEX events_pending_idx ON public.events USING btree (id)
        WHERE ((task_context IS NULL) OR (task_context @> '{"$failure": {"final": false}}'::jsonb))
    `,
  ],
  down: [
    // DATA_LOSS events: Drops the table events and what it holds; no downgrade brings the data back. Back it
    // up first (varve upgrade --backup), or keep it until nothing reads it. A renamed object keeps its data:
    // varve revision --rename old:new.
    sql`DROP TABLE "public"."events"`,
  ],
});
