create table "order"("select" int, "User" text);
create index "my index" on "order"("select");
