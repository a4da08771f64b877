insert into t values ('{1}', '{x}', 5, 'q', '[1]');
