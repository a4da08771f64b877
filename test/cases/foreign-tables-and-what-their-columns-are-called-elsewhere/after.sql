create extension postgres_fdw;
create server elsewhere foreign data wrapper postgres_fdw options (host 'two.invalid', port '5433');
create foreign table invoice (id bigint options (column_name 'it''s the number') not null, sum numeric, note text options (column_name 'remark'), paid date options (column_name 'Paid At'))
  server elsewhere options (table_name 'invoices', schema_name 'books');
create foreign table customer (name text options (column_name 'full_name') check (name <> '')) server elsewhere;
