create table item (id int, title text);
create table book (id int, title text, pages int, unique (title)) inherits (item);
create table comic (title text) inherits (book);
