create type answer as enum ('yes', 'no');
create table survey (
  id int primary key,
  reply char(5) default 'yes',
  replies char(5)[],
  token char(40),
  address char(20),
  done char(10),
  code bpchar
);
