create type answer as enum ('yes', 'no');
create table survey (
  id int primary key,
  reply answer default 'yes',
  replies answer[],
  token uuid,
  address inet,
  done boolean,
  code answer
);
