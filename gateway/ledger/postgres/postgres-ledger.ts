import pg from 'pg'
import type { Counter, Counters, Decision } from '../../../policy/index.ts'
import { counterKey, windowLengths } from '../counter-key.ts'
import type { Judged, Ledger, Reservation, Scopes } from '../types.ts'
import { unavailable } from '../unavailable.ts'

/**
 * A ledger in PostgreSQL, whose clock is the one for all gateways. The call is first decided as if nothing
 * were used: that says which counters it needs, and a call without limits never waits for the database.
 */
export function postgresLedger(pool: pg.Pool): Ledger {
  const sweep = sweeper(pool)
  return {
    judge: async (scopes, decide) => {
      const first = decide({ used: () => 0 })
      if (first.decision === 'deny' || first.reserve.length === 0)
        return { decision: first, reservation: null }
      try {
        const judged = await within(pool, client => judge(client, scopes, first, decide))
        sweep()
        return judged
      } catch {
        return unavailable()
      }
    },
    release: reservation => within(pool, client => release(client, reservation)).catch(() => {}),
  }
}

/** Two journeys to the database: there and back to look, there and back to write. */
async function judge(
  client: pg.PoolClient,
  scopes: Scopes,
  first: Decision,
  decide: (counters: Counters) => Decision,
): Promise<Judged> {
  const looked = await look(
    client,
    first.reserve.map(({ counter }) => ({ counter, key: counterKey(counter, scopes) })),
  )
  // A counter that was not asked for the first time is unknown: NaN is above every limit.
  const decision = decide({ used: ({ id }) => (looked.has(id) ? usedOf(looked.get(id)!) : Number.NaN) })
  if (decision.decision !== 'allow') {
    await client.query('rollback')
    return { decision, reservation: null }
  }
  const entries = decision.reserve.map(({ counter, amount }) => {
    const { key, at, total } = looked.get(counter.id)!
    return { key, at, amount, before: total }
  })
  const rows = entries.map(({ key, at, before, amount }) =>
    [text(key), number(at), number(before), number(amount)].join(', '),
  )
  await client.query(`insert into entries (key, at, before, amount) values (${rows.join('), (')}); commit`)
  return { decision, reservation: { entries: entries.map(({ key, at, amount }) => ({ key, at, amount })) } }
}

/** A counter as it stands: the place of the next entry, and the sums before the window and at its end. */
type Looked = { key: string; at: number; first: number; total: number }

function usedOf({ first, total }: Looked): number {
  return total - first
}

/** Several statements go in one text, which takes no parameters: ours are hashes and numbers, and nobody's words. */
const text = (key: string) => pg.escapeLiteral(key)
const number = (value: number) => {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be counted`)
  return String(value)
}

/** In one order, so that no two calls wait for each other. A statement of its own: what is read next is fresh. */
function lockOf(keys: string[]): string {
  return `select pg_advisory_xact_lock(number) from (
    select distinct hashtextextended(key, 0) as number
    from (values (${keys.map(text).join('), (')})) as wanted (key) order by 1) as numbers`
}

async function look(
  client: pg.PoolClient,
  wanted: { counter: Counter; key: string }[],
): Promise<Map<string, Looked>> {
  const rows = wanted.map(
    ({ counter, key }, place) => `${text(key)}, ${number(windowLengths[counter.window])}, ${place}`,
  )
  const results = (await client.query(`begin; ${lockOf(wanted.map(({ key }) => key))};
    select greatest(last.at + 1, clock.now) as at, last.before + last.amount as total, (
      select first.before from entries first
      where first.key = wanted.key and first.at > greatest(last.at + 1, clock.now) - wanted.length
      order by first.at limit 1) as first
    from (values (${rows.join('), (')})) as wanted (key, length, place)
    cross join (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now) as clock
    left join lateral (
      select * from entries where entries.key = wanted.key order by at desc limit 1) as last on true
    order by wanted.place`)) as unknown as pg.QueryResult<Row>[]
  return new Map(
    wanted.map(({ counter, key }, index) => {
      const { at, total, first } = results.at(-1)!.rows[index]!
      const standing = first === null ? { first: 0, total: 0 } : { first, total: total! }
      return [counter.id, { key, at, ...standing }]
    }),
  )
}

type Row = { at: number; total: number | null; first: number | null }

async function release(client: pg.PoolClient, { entries }: Reservation): Promise<void> {
  await client.query(`begin; ${lockOf(entries.map(({ key }) => key))}`)
  for (const { key, at, amount } of entries) {
    const { rowCount } = await client.query('delete from entries where key = $1 and at = $2', [key, at])
    if (rowCount === 1)
      await client.query('update entries set before = before - $3 where key = $1 and at > $2', [
        key,
        at,
        amount,
      ])
  }
  await client.query('commit')
}

/** Work that begins a transaction and ends it. */
async function within<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken = true
  try {
    const result = await work(client)
    broken = false
    return result
  } finally {
    // A connection in an unknown state is closed, which also rolls back.
    client.release(broken)
  }
}

/** Forgets entries of more than a day ago, some at a time. */
function sweeper(pool: pg.Pool): () => void {
  let calls = 0
  return () => {
    if (++calls % 1_000 !== 0) return
    const sql = `delete from entries where (key, at) in (
      select key, at from entries where at <= (extract(epoch from now()) * 1000000)::bigint - $1 limit 2000)`
    pool.query(sql, [windowLengths.day]).catch(() => {})
  }
}
