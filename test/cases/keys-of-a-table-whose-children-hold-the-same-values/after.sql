create table country (id int primary key);
-- Of the rows of towns none of these speaks.
create table place (
  id int not null primary key, country int unique references country (id), span int4range, size bigint check (size > 10) no inherit,
  exclude using gist (span with &&)
);
create table town (mayor text) inherits (place);
create table street (place int references place (id));
-- The rows of creeks stay where they are.
create table river (n int not null, spring int check (spring < 2)) partition by list (spring);
create table rivers partition of river (unique (n)) for values in (1);
create table creek (n int, spring int, mouth text);
