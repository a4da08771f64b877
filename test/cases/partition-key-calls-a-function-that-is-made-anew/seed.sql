insert into years values (1, 'one'), (11, 'eleven');
