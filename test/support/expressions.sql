create type mood as enum ('a','b');
create type comp as (x int, y text);
create domain pos as int check (value > 0);
create table t(id int primary key, s varchar(10), c char(5), n numeric(10,2), r real, d date, ts timestamp, tz timestamptz, i interval, j jsonb, a int[], va varchar[], m mood, co comp, b bit(3), vb varbit, by bytea, p pos, inet inet, x xml, tt time, nm name, oid oid, "char" "char");
alter table t
 add check (s between 'a' and 'z'),
  add check (s similar to '(a|b)%'),
  add check (s ~* '^a' or s ilike '%b' escape '!'),
  add check (c in ('a','b')),
  add check (c = 'x' or c is null),
 add check (n in (1, 2.5)),
  add check (r <> -1),
  add check (n > -1.5),
  add check (d > '2020-01-01'),
  add check (ts::date = d),
  add check (tz at time zone 'utc' > ts),
  add check (extract(year from ts) > 2000 and extract(epoch from i) > 1),
 add check (i > interval '1 day' and i < '3 mon'::interval and i > interval '2' hour),
  add check (j->'a'->>'b' = 'x' and j ? 'k' and j @> '{"a":1}'),
  add check (j['a'] is not null),
  add check (a[1] > 0 and a[2:3] = '{1,2}'),
  add check (array_length(a, 1) = 2 and 1 = any (a) and a && array[1,2]),
  add check (va && array['a','b']::varchar[]),
  add check (va @> array['x']::text[]::varchar[]),
 add check (m in ('a','b')),
  add check (m = 'a'::mood),
  add check ((co).x > 0 and (co).y = 'a'),
  add check (row(id, s) is distinct from row(1, 'a')),
  add check ((id, n) > (1, 2)),
  add check (b = B'101' and vb <> B'1'),
  add check (by <> '\x00'),
  add check (p > 3),
  add check (inet << '10.0.0.0/8'),
  add check (tt between '10:00' and '11:00'),
  add check (nm <> 'abc'),
  add check (oid in (1,2)),
  add check ("char" in ('a', 'b')),
 add check (case when id > 0 then true when s is null then false else null end),
  add check (case s when 'a' then 1 when 'b' then 2 end > 0),
  add check (coalesce(s, c, 'x') <> nullif(s, 'y')),
  add check (greatest(id, n) > least(1, r)),
  add check (not (id is null) and (id > 0) is true and (id > 0) is not unknown),
  add check (s is not null is true),
  add check (s collate "C" > 'a'),
  add check (substring(s from 2 for 3) = 'a' and position('a' in s) > 0 and trim(both 'x' from s) = 'y' and overlay(s placing 'a' from 1) = 'b'),
  add check (cast(s as text) = upper(s::text) || 'x' || id),
  add check (s = any (string_to_array('a,b', ','))),
  add check (id % 2 = 0 and id ^ 2 > 1 and @ id = 1 and -id < 0 and id << 1 > 0),
  add check (ts + i > ts and d + 1 > d and d - d = 0),
  add check ((ts, ts) overlaps (ts, ts)),
  add check (now() is not null and current_date is not null and localtimestamp is not null and current_user = 'x' and session_user <> 'y'),
  add check (x is document or xmlexists('/a' passing by ref x)),
  add check (normalize(s, nfc) = s and s is nfc normalized),
  add check (jsonb_path_exists(j, '$.a ? (@ > 1)')),
  add check (s like 'a\_%' and s not like E'\t%'),
  add check (date_part('year', ts) = 2000::double precision),
  add check (n::int::text::varchar(3) = s),
  add check (s::varchar(3) = 'abc' and c::char(2) = 'a'),
  add check (id between symmetric 3 and 1),
  add check (s in (c, 'z', s || 'q')),
  add check (lower(s) not in ('a', 'b')),
  add check ((s || '') in ('a','b')),
  add check (id in (1::bigint, 2)),
  add check (id::bigint in (1, 2)),
  add check (n::text in ('a', s)),
  add check (s = all (array['a', c])),
  add check (coalesce(s, 'x') in ('a', 'b')),
  add check (d in ('2020-01-01', current_date)),
  add check (tz in ('2020-01-01')),
  add check (tz in ('2020-01-01 00:00+00', now())),
  add check (va = array['a','b']::varchar[] or va = '{a,b}'),
  add check (id <> all ('{1,2}'::int[]));
alter table t alter s set default 'a' || 'b',
  alter n set default -1.5,
  alter i set default '1 day 2 hours',
  alter j set default '{"a": [1]}',
  alter a set default array[1,2],
  alter va set default array['a','b'],
  alter m set default 'a',
  alter ts set default now() at time zone 'utc',
  alter d set default (now() at time zone 'utc')::date,
  alter b set default B'101',
  alter by set default '\xdead',
  alter co set default row(1,'a'),
  alter tz set default '2020-01-01'::timestamptz,
  alter c set default 'a',
  alter r set default 1e10,
  alter tt set default current_time(0);
create view v1 as select distinct on (s) s, id, row_number() over (partition by s order by id desc nulls last) from t order by s, id;
create view v2 as with recursive r(n, p) as (values (1, array[1]) union all select n + 1, p || n from r where n < 5), q as materialized (select * from r) select q.*, t.s from q left join lateral (select s from t where t.id = q.n limit 1) t on true where exists (select 1 from t where t.id = any (q.p)) or q.n not in (select id from t);
create view v3 as select t.id, x.*, (t.co).y as coy, t as whole from t cross join unnest(array[1,2], array['a','b']) with ordinality as x(k, l, o);
create view v4 as select s, count(*) filter (where id > 1), string_agg(distinct c, ',' order by c), percentile_cont(0.5) within group (order by n), grouping(s) from t group by grouping sets ((s), (), rollup (s, c)) having count(*) > 1;
create view v5 as select a.id from t a join t b using (id) natural join (select id from t) c full join t d on d.id = a.id union select 1 except all (select 2 intersect select 3) order by 1 limit 3 offset 1;
create view v6 as select j ->> 'a' as k, j #>> '{a,b}' as k2, x.b, jt.* from t, jsonb_to_recordset(j) as x(b int, c text), rows from (generate_series(1,2), generate_series(1,3)) as jt(p, q) where (id, s) in (select 1, 'a') and s in ('a', 'b') and id = (select max(id) from t t2 where t2.s = t.s) for update of t;
create view v7 as select case when s in ('a','b') then 'x' end, s::varchar(3), extract(dow from ts), interval '1' day, date '2020-01-01', timestamp with time zone '2020-01-01', array_agg(id) over w, lag(s, 1, 'q') over w from t window w as (partition by s order by ts range between interval '1 day' preceding and current row exclude ties);
create index on t ((s || 'x'), (lower(c::text)) collate "C" desc) include (id) where s in ('a','b') and c in ('a', 'b');
create index on t using gin (j jsonb_path_ops);
create index on t ((j -> 'a'), ((co).x), (id + 1) nulls first);
create index on t (s varchar_pattern_ops, c bpchar_pattern_ops);
create statistics st (mcv) on (s || 'x'), id from t;
create function fa(a int default 1 + 2, variadic b varchar[] default array['a','b']) returns table (x int, y text) language sql immutable parallel safe cost 10 rows 5 set search_path = public, pg_temp begin atomic select id, case when s in ('a','b') then s end from t where s = any (fa.b); end;
create function fb(inout a int, out b text) language plpgsql as $$ begin b := 'x'; end $$;
create rule ru as on insert to v1 do instead insert into t (id, s) values (new.id, case when new.s in ('a','b') then new.s end) returning s, id, 1::bigint;
create policy p on t for select to public using (s in ('a','b') and exists (select 1 from t t2 where t2.id = t.id and t2.s in ('x','y')));
