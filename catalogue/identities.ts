import type Database from 'better-sqlite3'

export type Identities = {
  /** The id under which the catalogue keeps a server, for this or any other name of it. */
  canonicalId(id: string): string
  /**
   * Takes `others` for further names of the server `id`. What is recorded under them already becomes its: listings
   * that it has itself stay as they are.
   */
  recordAliases(id: string, others: string[]): void
  /** The further names of a server. */
  aliases(id: string): string[]
}

export function identify(database: Database.Database): Identities {
  const resolve = database.prepare<[string], string>('select server_id from alias where id = ?').pluck()
  const aliases = database
    .prepare<[string], string>('select id from alias where server_id = ? order by id')
    .pluck()
  const canonicalId = (id: string) => resolve.get(id) ?? id
  if (database.readonly)
    return { canonicalId, aliases: id => aliases.all(canonicalId(id)), recordAliases: () => {} }

  const forget = database.prepare('delete from alias where id = ?')
  const point = database.prepare(
    'insert into alias (id, server_id) values (?, ?) on conflict (id) do update set server_id = excluded.server_id',
  )
  const repoint = database.prepare('update alias set server_id = @to where server_id = @from')
  const merge = mergeServers(database)
  return {
    canonicalId,
    aliases: id => aliases.all(canonicalId(id)),
    recordAliases: database.transaction((id: string, others: string[]) => {
      // The name that is told to be the canonical one is so from now on.
      const formerly = canonicalId(id)
      forget.run(id)
      for (const from of [formerly, ...others]) {
        if (from === id) continue
        const before = canonicalId(from)
        for (const name of new Set([from, before])) {
          if (name === id) continue
          repoint.run({ from: name, to: id })
          point.run(name, id)
          merge(name, id)
        }
      }
    }),
  }
}

/** Moves all that is recorded of one server to another. Verdicts are made again: they lean on a server's name. */
function mergeServers(database: Database.Database): (from: string, to: string) => void {
  const exists = database.prepare('select 1 from server where id = ?').pluck()
  const rename = database.prepare(`
    insert into server (id, name, version, description, homepage, repository, how, first_seen, last_seen)
    select @to, name, version, description, homepage, repository, how, first_seen, last_seen
    from server where id = @from
    on conflict (id) do update set first_seen = min(server.first_seen, excluded.first_seen),
      description = coalesce(server.description, excluded.description),
      homepage = coalesce(server.homepage, excluded.homepage),
      repository = coalesce(server.repository, excluded.repository)`)
  const moves = [
    'update listing set current = 0 where server_id = @from and exists (select 1 from listing where server_id = @to)',
    'update or ignore listing set server_id = @to where server_id = @from',
    'update or ignore failure set server_id = @to where server_id = @from',
    "delete from change where server_id = @from and kind = 'new-server' and exists (select 1 from change c where c.server_id = @to and c.kind = 'new-server')",
    'update change set server_id = @to where server_id = @from',
    `update server set (version, how) = (select version, how from listing where server_id = @to and current = 1),
      last_seen = (select max(last_seen) from listing where server_id = @to)
      where id = @to and exists (select 1 from listing where server_id = @to and current = 1)`,
    'update task set server_id = @to where server_id = @from',
    'delete from server where id = @from',
  ].map(sql => database.prepare(sql))
  return (from, to) => {
    if (exists.get(from) === undefined) return
    rename.run({ from, to })
    for (const move of moves) move.run({ from, to })
  }
}
