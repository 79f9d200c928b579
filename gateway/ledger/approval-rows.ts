import type { Query } from './query.ts'
import type { ApprovalRow, ApprovalRows } from './types.ts'

const month = 30 * 86_400_000

/** The table of approvals. Every change of state is one statement that says from which state. */
export function approvalRows(query: Query): ApprovalRows {
  return {
    insert: async (row, most) => {
      const { changes } = await query(
        `insert into approvals select cast(?1 as text), cast(?2 as text), cast(?3 as text), cast(?4 as text),
          cast(?5 as text), cast(?6 as text), cast(?7 as text), cast(?8 as text), cast(?9 as text), 'pending',
          cast(?10 as bigint), cast(?11 as bigint), cast(?12 as bigint), null, null
        where (select count(*) from approvals where state = 'pending' and caller = cast(?3 as text)
          and expires_at > cast(?11 as bigint)) < cast(?13 as bigint)`,
        [...insertable(row), most],
      )
      return changes > 0
    },
    live: async (binding, now) => {
      const { rows } = await query<ApprovalRow>(
        `select * from approvals where binding = ?1 and state in ('pending', 'approved', 'denied')
          and expires_at > ?2 order by created_at desc, id limit 1`,
        [binding, now],
      )
      return rows[0] ?? null
    },
    get: async id =>
      (await query<ApprovalRow>('select * from approvals where id = ?1', [id])).rows[0] ?? null,
    list: async (states, most) => {
      const places = states.map((_, index) => `?${index + 2}`).join(', ')
      const sql = `select * from approvals where state in (${places}) order by created_at desc, id limit ?1`
      return (await query<ApprovalRow>(sql, [most, ...states])).rows
    },
    decide: async (id, state, by, now, expiresAt) => {
      const { changes } = await query(
        `update approvals set state = ?2, decided_by = ?3, decided_at = ?4, expires_at = ?5, shown = ''
          where id = ?1 and state = 'pending' and expires_at > ?4`,
        [id, state, by, now, expiresAt],
      )
      return changes > 0
    },
    use: async (binding, now) => {
      const { changes } = await query(
        `update approvals set state = 'used' where state = 'approved' and id = (
          select id from approvals where binding = ?1 and state = 'approved' and expires_at > ?2
          order by created_at, id limit 1)`,
        [binding, now],
      )
      return changes > 0
    },
    expire: async now => {
      await query(
        `update approvals set state = 'expired', shown = ''
          where state in ('pending', 'approved', 'denied') and expires_at <= ?1`,
        [now],
      )
      await query('delete from approvals where created_at < ?1', [now - month])
    },
  }
}

function insertable(row: ApprovalRow): (string | number)[] {
  const { id, binding, caller, server, tool, arguments_hash, policy_version, who, shown } = row
  return [
    ...[id, binding, caller, server, tool, arguments_hash, policy_version, who, shown],
    ...[row.wait_ms, row.created_at, row.expires_at],
  ]
}
