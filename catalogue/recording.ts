import type Database from 'better-sqlite3'
import type { Verdict } from '../classifier/index.ts'
import { noteChanges } from './changes.ts'
import { keepListings } from './listings.ts'
import type { Failure, Label, Listing, ListingOutcome, Status } from './types.ts'

export type Recording = {
  /**
   * Stores one listing whole, or nothing of it, beside those of other versions and ways. Definitions that are gone
   * stay as history. A server that is known by another id is found under that.
   */
  recordListing(listing: Listing): ListingOutcome
  /** Stores why a server gave no listing. What it listed before stays. */
  recordFailure(failure: Failure): void
  /** Stores what became of a server at its source, where it is in the catalogue. */
  recordStatus(serverId: string, status: Status, message?: string): void
  /** Stores the verdicts of one server's definitions, in place of earlier ones; tells of labels that changed. */
  recordVerdicts(serverId: string, verdicts: Verdict[]): void
}

export function recordRows(database: Database.Database, canonicalId: (id: string) => string): Recording {
  const server = database.prepare(`
    insert into server (id, name, version, description, homepage, repository, first_seen, last_seen)
    values (@id, @name, @version, @description, @homepage, @repository, @at, @at)
    on conflict (id) do update set last_seen = max(@at, coalesce(last_seen, @at)),
      first_seen = min(@at, first_seen), description = coalesce(description, @description),
      homepage = coalesce(homepage, @homepage), repository = coalesce(repository, @repository)`)
  const facts = database.prepare(`
    update server set name = @name, description = coalesce(@description, description),
      homepage = coalesce(@homepage, homepage), repository = coalesce(@repository, repository) where id = @id`)
  const settle = database.prepare(`
    update server set (version, how) = (select version, how from listing where server_id = @id and current = 1)
    where id = @id`)
  const failedServer = database.prepare(`
    insert into server (id, name, version, first_seen) values (@id, @name, '', @at) on conflict (id) do nothing`)
  const failure = database.prepare(`
    insert into failure (server_id, at, reason, message) values (@id, @at, @reason, @message)
    on conflict (server_id) do update set at = @at, reason = @reason, message = @message`)
  const forgetFailure = database.prepare('delete from failure where server_id = ?')
  const status = database.prepare('update server set status = ?, status_message = ? where id = ?')
  const listings = keepListings(database)
  const recordVerdict = verdictRecorder(database)

  return {
    recordListing: database.transaction((listing: Listing) => {
      const id = canonicalId(listing.server.id)
      const { version, ...rest } = listing.server
      const known = { description: null, homepage: null, repository: null, ...rest, id }
      server.run({ ...known, version, at: listing.at })
      forgetFailure.run(id)
      const { outcome, current } = listings.keep(id, listing)
      if (current) facts.run(known)
      settle.run({ id })
      return outcome
    }),
    recordFailure: database.transaction((failed: Failure) => {
      const { at, reason, message, server } = failed
      const id = canonicalId(server.id)
      failedServer.run({ id, name: server.name, at })
      failure.run({ id, at, reason, message })
    }),
    recordStatus(id, state, message) {
      const said = state === 'active' ? null : (message ?? null)
      status.run(state === 'active' ? null : state, said, canonicalId(id))
    },
    recordVerdicts: database.transaction((serverId: string, verdicts: Verdict[]) => {
      const id = canonicalId(serverId)
      for (const verdict of verdicts) recordVerdict(id, verdict)
    }),
  }
}

/** Stores a verdict; where the tool had another label before, by this definition or the one before it, tells so. */
function verdictRecorder(database: Database.Database): (id: string, verdict: Verdict) => void {
  const upsert = database.prepare(`
    insert into verdict (server_id, hash, classifier, category, severity, json)
    values (@id, @hash, @classifier, @category, @severity, @json)
    on conflict (server_id, hash) do update set classifier = @classifier, category = @category,
      severity = @severity, json = @json`)
  const known = database.prepare<[string, string], Label>(
    'select category, severity from verdict where server_id = ? and hash = ?',
  )
  const hashBefore = database
    .prepare<[{ id: string; tool: string; hash: string }], string>(`
      select before_hash from change where server_id = @id and tool = @tool and kind = 'changed-definition'
        and after_hash = @hash order by id desc limit 1`)
    .pluck()
  const lastSeen = database
    .prepare<[string], string>('select coalesce(last_seen, first_seen) from server where id = ?')
    .pluck()
  const note = noteChanges(database)

  return (id, verdict) => {
    const { name: tool, definitionHash: hash, classifier, category, severity } = verdict
    const same = known.get(id, hash)
    const before = same ? hash : hashBefore.get({ id, tool, hash })
    const label = same ?? (before === undefined ? undefined : known.get(id, before))
    upsert.run({ id, hash, classifier, category, severity, json: JSON.stringify(verdict) })
    if (before === undefined || label === undefined) return
    if (label.category === category && label.severity === severity) return
    const labels = { beforeLabel: label, afterLabel: { category, severity } }
    note({ at: lastSeen.get(id)!, kind: 'changed-label', serverId: id, tool, before, after: hash, ...labels })
  }
}
