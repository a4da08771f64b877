insert into survey values (1, 'no', '{yes,no}', '7d444840-9dc0-11d1-b245-5ffdce74fad2', '10.0.0.0/8', 'true', 'yes');
