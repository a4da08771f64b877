create table country (id int primary key);
create table place (id int not null, country int, span int4range, size int);
create table town (mayor text) inherits (place);
create table street (place int);
create table river (n int, spring int);
create table creek (mouth text) inherits (river);
