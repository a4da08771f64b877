create table "order"("select" bigint, "User" text default 'it''s', "a.b" int, "ünï" int);
create index "my index" on "order"("User");
create view "v.w" as select "a.b" from "order";
comment on column "order"."a.b" is 'q''q';
