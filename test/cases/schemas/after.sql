create schema app;
create schema "We ird";
create table app.t(a int);
create table "We ird"."T ""q"" t"("A b" text default 'it''s \ "q"' check ("A b" <> ';'));
create table t(a int);
