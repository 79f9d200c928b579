import type { Query } from './query.ts'
import type { GrantRow, GrantRows } from './types.ts'

/** The table of grants. A revoked grant stays in it, so that the audit's ids keep their names. */
export function grantRows(query: Query): GrantRows {
  return {
    insert: async row => {
      const { changes } = await query(
        `insert into grants (id, name, token_hash, policy, servers, created_at, expires_at)
          values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing`,
        [row.id, row.name, row.token_hash, row.policy, row.servers, row.created_at, row.expires_at],
      )
      return changes > 0
    },
    get: async id => (await query<GrantRow>('select * from grants where id = ?1', [id])).rows[0] ?? null,
    list: async () => (await query<GrantRow>('select * from grants order by created_at, id')).rows,
    rotate: async (id, hash, now, previousUntil) => {
      const { changes } = await query(
        `update grants set previous_hash = token_hash, previous_until = ?4, token_hash = ?2, rotated_at = ?3
          where id = ?1 and revoked_at is null`,
        [id, hash, now, previousUntil],
      )
      return changes > 0
    },
    revoke: async (id, now) => {
      const { changes } = await query(
        `update grants set revoked_at = ?2, previous_hash = null, previous_until = null
          where id = ?1 and revoked_at is null`,
        [id, now],
      )
      return changes > 0
    },
  }
}
