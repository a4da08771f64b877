create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create domain nm as text collate ci;
create table t(a text collate ci unique, b nm);
