create type tr as range (subtype = timestamptz);
create table t(a tr, b tstzmultirange);
