create table t(b int, a text);
