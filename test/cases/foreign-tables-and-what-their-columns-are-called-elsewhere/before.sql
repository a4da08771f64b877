create extension postgres_fdw;
create server elsewhere foreign data wrapper postgres_fdw options (host 'one.invalid');
create foreign table invoice (id int options (column_name 'invoice_no') not null, sum numeric options (column_name 'total'), note text)
  server elsewhere options (table_name 'invoices');
