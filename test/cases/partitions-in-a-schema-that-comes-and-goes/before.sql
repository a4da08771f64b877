create table reading(id int not null, day date not null, kind int);
