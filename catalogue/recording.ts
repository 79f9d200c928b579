import type Database from 'better-sqlite3'
import { canonicalJson, definitionHash, type Verdict } from '../classifier/index.ts'
import type { Failure, Listing } from './types.ts'

export type Recording = {
  /** Stores one listing whole, or nothing of it. Definitions that are gone stay as history. */
  recordListing(listing: Listing): void
  /** Stores why a server gave no listing. What it listed before stays. */
  recordFailure(failure: Failure): void
  /** Stores the verdicts of one server's definitions, in place of earlier ones. */
  recordVerdicts(serverId: string, verdicts: Verdict[]): void
}

export function recordRows(database: Database.Database): Recording {
  const server = database.prepare(`
    insert into server (id, name, version, description, homepage, repository, how, first_seen, last_seen)
    values (@id, @name, @version, @description, @homepage, @repository, @how, @at, @at)
    on conflict (id) do update set name = @name, version = @version, description = @description,
      homepage = @homepage, repository = @repository, how = @how, last_seen = @at`)
  const failedServer = database.prepare(`
    insert into server (id, name, version, first_seen) values (@id, @name, '', @at) on conflict (id) do nothing`)
  const failure = database.prepare(`
    insert into failure (server_id, at, reason, message) values (@id, @at, @reason, @message)
    on conflict (server_id) do update set at = @at, reason = @reason, message = @message`)
  const forgetFailure = database.prepare('delete from failure where server_id = ?')
  const definition = database.prepare(
    'insert into definition (hash, json) values (?, ?) on conflict do nothing',
  )
  const retire = database.prepare('update sighting set current = 0 where server_id = ? and current = 1')
  const sighting = database.prepare(`
    insert into sighting (server_id, version, position, name, hash, how, first_seen, last_seen, current)
    values (@serverId, @version, @position, @name, @hash, @how, @at, @at, 1)
    on conflict (server_id, version, how, position, hash) do update set last_seen = @at, current = 1`)
  const verdict = database.prepare(`
    insert into verdict (server_id, hash, classifier, category, severity, json)
    values (@serverId, @hash, @classifier, @category, @severity, @json)
    on conflict (server_id, hash) do update set classifier = @classifier, category = @category,
      severity = @severity, json = @json`)

  return {
    recordListing: database.transaction((listing: Listing) => {
      const { id, version } = listing.server
      const { how, at } = listing
      server.run({ description: null, homepage: null, repository: null, ...listing.server, how, at })
      forgetFailure.run(id)
      retire.run(id)
      listing.tools.forEach((tool, position) => {
        const hash = definitionHash(tool)
        definition.run(hash, canonicalJson(tool))
        sighting.run({ serverId: id, version, position, name: tool.name, hash, how, at })
      })
    }),
    recordFailure: database.transaction(({ server: { id, name }, at, reason, message }: Failure) => {
      failedServer.run({ id, name, at })
      failure.run({ id, at, reason, message })
    }),
    recordVerdicts: database.transaction((serverId: string, verdicts: Verdict[]) => {
      for (const row of verdicts) {
        verdict.run({
          serverId,
          hash: row.definitionHash,
          classifier: row.classifier,
          category: row.category,
          severity: row.severity,
          json: JSON.stringify(row),
        })
      }
    }),
  }
}
