create table article(id int not null, lang text not null, primary key (lang, id)) partition by list (lang);
create table article_de partition of article for values in ('de');
create table article_en partition of article for values in ('en');
create table remark(id int primary key, lang text not null, foreign key (lang, id) references article_en (lang, id));
create function refuse() returns trigger language plpgsql as $$ begin raise exception 'a new row'; end $$;
create trigger only_once before insert on article_en for each row execute function refuse();
create trigger only_once before insert on article_de for each row execute function refuse();
