create table t(a text, b text, check (a < b));
