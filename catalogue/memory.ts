import type Database from 'better-sqlite3'

export type Memory = {
  /** What `owner` (a source, say) put by under `key`, or null. */
  recall(owner: string, key: string): string | null
  /** Puts `value` by in place of what is there; null forgets it. */
  remember(owner: string, key: string, value: string | null): void
}

export function keepMemory(database: Database.Database): Memory {
  const select = database
    .prepare<[string, string], string>('select value from memory where owner = ? and key = ?')
    .pluck()
  const put = database.prepare(
    'insert into memory (owner, key, value) values (?, ?, ?) on conflict (owner, key) do update set value = excluded.value',
  )
  const forget = database.prepare('delete from memory where owner = ? and key = ?')
  return {
    recall: (owner, key) => select.get(owner, key) ?? null,
    remember(owner, key, value) {
      if (value === null) forget.run(owner, key)
      else put.run(owner, key, value)
    },
  }
}
