create table article(id int not null, lang text not null);
create table article_de(id int not null, lang text not null);
create table remark(id int primary key, lang text not null);
