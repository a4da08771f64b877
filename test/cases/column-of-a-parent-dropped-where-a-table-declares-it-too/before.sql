create table item (id int, label text, price int);
create table book (id int, label text, pages int, unique (label)) inherits (item);
create table comic (label text) inherits (book);
