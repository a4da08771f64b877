create table country (id int primary key);
-- Of the rows of towns none of these speaks.
create table place (
  id int not null primary key, country int unique references country (id), span int4range, size bigint check (size > 10) no inherit,
  exclude using gist (span with &&)
);
create table town (mayor text) inherits (place);
create table street (place int references place (id));
