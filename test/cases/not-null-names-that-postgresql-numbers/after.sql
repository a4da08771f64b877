create table b (c_d int not null, e int not null);
create table b_c (d int not null);
create table zz_e (f int not null);
create table zz (e_f int not null, g int constraint named not null);
create table waits (id int not null, at date constraint checked not null);
