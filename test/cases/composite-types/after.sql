create type c as (a int, b text, z date);
create table t(x c, y c[]);
