create type feeling as enum ('blue', 'ok');
create table t(m feeling default 'blue');
