import { describe, expect, test } from 'vitest'
import { decide, loadSqlReader, parsePolicy, type SqlDialect } from '../../policy/index.ts'

const readsOnly = await loadSqlReader()
const everywhere: SqlDialect[] = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'bigquery']

describe('a statement that is proven to read', () => {
  const common = [
    'SELECT 1',
    'select a.*, count(distinct b) as n from a join c using (id) left join d on a.x = d.y where e in (select f from g) and not (h is null or i between 1 and 2) group by a.id having count(*) > 1 order by n desc, 2 limit 10 offset 5;',
    'with recent as (select * from orders where day > 5) select avg(total) from recent union all select sum(x) over (partition by y order by z) from t',
    "select case when a = 1 then 'one; drop table x' else upper(b) end, cast(c as char), coalesce(d, -1) from t -- a note\n",
    'SELECT table_name FROM information_schema.tables',
  ]
  test.each(everywhere.flatMap(dialect => common.map(statement => [dialect, statement] as const)))(
    '%s: %s',
    (dialect, statement) => {
      expect(readsOnly(statement, dialect)).toBe(true)
    },
  )

  test.each<[SqlDialect, string]>([
    [
      'postgresql',
      "select distinct on (a) a, b->>'c', d::date, array_agg(e) filter (where f) from t, lateral (select 1) l where g @> '{}'::jsonb and h ~* 'i' group by 1 limit 5",
    ],
    ['postgresql', 'explain analyze select * from t'],
    ['postgresql', 'select pg_catalog.count(*) from t'],
    ['mysql', 'show tables'],
    ['mysql', 'describe orders'],
    [
      'mysql',
      'select `a`, ifnull(b, 0), group_concat(c order by d separator ", ") from `t` group by a limit 5, 10',
    ],
    ['sqlite', 'select * from pragma_table_info("t")'],
    ['sqlite', 'select json_extract(a, "$.b"), iif(c, d, e) from t'],
    ['bigquery', 'select * except (a), safe_cast(b as int64) from `p.d.t`, unnest(c) as d with offset'],
  ])('%s: %s', (dialect, statement) => {
    expect(readsOnly(statement, dialect)).toBe(true)
  })
})

describe('a statement that is not', () => {
  const common = [
    '',
    ';',
    'select',
    'not sql at all',
    'delete from t',
    'DROP TABLE t',
    'insert into t values (1)',
    'update t set a = 1',
    'create table u as select 1',
    'select 1; select 2',
    'select 1; drop table t',
    'select 1 /* harmless */',
    'select /*! 1 */ 1',
    'select /*M! 1 */ 1',
    'select my_function(1)',
    'select schema.count(1)',
    'select * from my_function(1)',
    'select * from t for update',
    'explain analyze delete from t',
    'explain delete from t',
    'begin',
    'set a = 1',
    'call p()',
    'grant all on t to u',
    'truncate table t',
    'select 1\u0000',
    `select ${'('.repeat(4000)}1${')'.repeat(4000)}`,
    `select '${'a'.repeat(20_000)}'`,
  ]
  test.each(
    everywhere.flatMap(dialect =>
      common.map(statement => [dialect, statement.slice(0, 60), statement] as const),
    ),
  )('%s: %s', (dialect, _shown, statement) => {
    expect(readsOnly(statement, dialect)).toBe(false)
  })

  test.each<[SqlDialect, string]>([
    ['postgresql', 'with gone as (delete from t returning *) select * from gone'],
    ['postgresql', 'select * into u from t'],
    ['postgresql', "copy t to program 'sh'"],
    ['postgresql', "select lo_export(1, '/tmp/x')"],
    ['postgresql', "select nextval('s')"],
    ['postgresql', "select setval('s', 1)"],
    ['postgresql', "select set_config('role', 'admin', false)"],
    ['postgresql', 'select pg_sleep(60)'],
    ['postgresql', 'select pg_terminate_backend(1)'],
    ['postgresql', "select pg_read_file('/etc/passwd')"],
    ['postgresql', "select query_to_xml('delete from t', true, true, '')"],
    ['postgresql', "select dblink_exec('delete from t')"],
    ['postgresql', 'select 1 operator(mine.+) 2'],
    ['postgresql', 'do $$ begin delete from t; end $$'],
    ['postgresql', 'lock table t'],
    ['postgresql', 'refresh materialized view v'],
    ['mysql', "select 1 into outfile '/tmp/x'"],
    ['mysql', 'select 1 into @a'],
    ['mysql', 'select @a := 1'],
    ['mysql', "select load_file('/etc/passwd')"],
    ['mysql', "select get_lock('a', 10)"],
    ['mysql', 'select sleep(60)'],
    ['mysql', 'select * from t lock in share mode'],
    ['mysql', "select 'a\\'; delete from t; -- '"],
    ['mysql', 'select /*+ set_var(sql_mode = "") */ 1'],
    ['sqlite', "select load_extension('x')"],
    ['sqlite', "select writefile('a', 'b')"],
    ['sqlite', "attach 'x' as y"],
    ['sqlite', 'pragma user_version = 3'],
    ['sqlite', 'replace into t values (1)'],
    ['bigquery', "select * from external_query('c', 'delete from t')"],
    ['bigquery', "export data options (uri = 'gs://b/*') as select 1"],
    ['bigquery', 'select ml.predict(a) from t'],
  ])('%s: %s', (dialect, statement) => {
    expect(readsOnly(statement, dialect)).toBe(false)
  })
})

test('without a reader no statement is proven to read', () => {
  const parsed = parsePolicy(
    '{"version":"1","default":"deny","tools":{"t":{"require":[{"conditions":[{"path":"args.q","op":"sql_reads_only","value":"sqlite"}]}]}}}',
  )
  if (!parsed.ok) throw new Error('the policy is valid')
  const call = { tool: 't', arguments: { q: 'SELECT 1' } }
  expect(decide(parsed.policy, call, { used: () => 0 }).decision).toBe('deny')
  expect(decide(parsed.policy, call, { used: () => 0 }, readsOnly).decision).toBe('allow')
})
