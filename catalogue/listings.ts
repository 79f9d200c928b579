import type Database from 'better-sqlite3'
import { canonicalJson, definitionHash } from '../classifier/index.ts'
import { noteChanges } from './changes.ts'
import type { Change, How, Listing, ListingOutcome } from './types.ts'

/** What a listing came to, and whether it is the one whose tools now count as the server's. */
type Kept = { outcome: ListingOutcome; current: boolean }
/** The tools of a listing by name; of several of one name the first. */
type Hashes = Map<string, string>

/** Stores listings, chooses which one counts, and tells what changed. To be called within a transaction. */
export function keepListings(database: Database.Database): { keep(id: string, listing: Listing): Kept } {
  const view = presentView(database)
  const write = listingWriter(database)
  const choose = currentChooser(database)
  const note = noteChanges(database)
  const before = previousOfItsKind(database)

  return {
    keep(id, listing) {
      const seenBefore = view(id)
      const sameWay = before(id, listing.how)
      const listingId = write(id, listing)
      const current = choose(id) === listingId
      const seenNow = view(id)
      if (seenBefore === null) note({ at: listing.at, kind: 'new-server', serverId: id })
      else if (current && sameWay !== null) {
        for (const change of changesBetween(sameWay, hashesOf(listing))) {
          note({ ...change, at: listing.at, serverId: id } as Change)
        }
      }
      if (seenBefore === null) return { outcome: 'new', current }
      return { outcome: seenBefore === seenNow ? 'unchanged' : 'changed', current }
    },
  }
}

/** The version and definitions that a server is now known by, as one text; null where it has none. */
function presentView(database: Database.Database): (id: string) => string | null {
  const select = database
    .prepare<[string], string>(`
      select l.version || ' ' || coalesce(
        (select group_concat(hash, ' ') from (select g.hash from sighting g
          where g.listing_id = l.id and g.current = 1 order by g.hash)), '')
      from listing l where l.server_id = ? and l.current = 1`)
    .pluck()
  return id => select.get(id) ?? null
}

/** What was seen last in one way, of whatever version. Only that can be compared: ways of reading differ. */
function previousOfItsKind(database: Database.Database): (id: string, how: How) => Hashes | null {
  const latest = database
    .prepare<[string, How], number>(
      'select id from listing where server_id = ? and how = ? order by last_seen desc, id desc limit 1',
    )
    .pluck()
  const tools = database.prepare<[number], { name: string; hash: string }>(
    'select name, hash from sighting where listing_id = ? and current = 1 order by position',
  )
  return (id, how) => {
    const listing = latest.get(id, how)
    return listing === undefined ? null : firstOfEach(tools.all(listing))
  }
}

function listingWriter(database: Database.Database): (id: string, listing: Listing) => number {
  const upsert = database
    .prepare<[{ [name: string]: unknown }], number>(`
      insert into listing (server_id, version, how, first_seen, last_seen, unproven, current)
      values (@id, @version, @how, @first, @at, @unproven, 0)
      on conflict (server_id, version, how) do update set unproven = @unproven,
        first_seen = min(first_seen, @first), last_seen = max(last_seen, @at)
      returning id`)
    .pluck()
  const retire = database.prepare('update sighting set current = 0 where listing_id = ? and current = 1')
  const definition = database.prepare(
    'insert into definition (hash, json) values (?, ?) on conflict do nothing',
  )
  const sighting = database.prepare(`
    insert into sighting (listing_id, position, hash, name, place, first_seen, last_seen, current)
    values (@listingId, @position, @hash, @name, @place, @first, @at, 1)
    on conflict (listing_id, position, hash) do update set first_seen = min(first_seen, @first),
      last_seen = max(last_seen, @at), place = coalesce(@place, place), current = 1`)

  return (id, { server: { version }, how, at, tools, places, unproven = 0, since = [] }) => {
    const first = since.reduce((earliest, time) => (time < earliest ? time : earliest), at)
    const listingId = upsert.get({ id, version, how, at, first, unproven })!
    retire.run(listingId)
    tools.forEach((tool, position) => {
      const hash = definitionHash(tool)
      const { name } = tool
      definition.run(hash, canonicalJson(tool))
      const place = places?.get(name) ?? null
      sighting.run({ listingId, position, hash, name, place, at, first: since[position] ?? at })
    })
    return listingId
  }
}

/**
 * Chooses the listing that counts: of the version seen last, by what the server said rather than by its source, and
 * by its source rather than by a catalogue. An answer without tools is mostly one without a log-in, so it does not
 * outdo tools that were read.
 */
function currentChooser(database: Database.Database): (id: string) => number {
  const choose = database
    .prepare<[{ id: string }], number>(`
      select id from listing l where server_id = @id order by
        version in ('', (select version from listing where server_id = @id and version <> ''
          order by last_seen desc, id desc limit 1)) desc,
        exists (select 1 from sighting where listing_id = l.id and current = 1) desc,
        case how when 'listed' then 0 when 'extracted' then 1 else 2 end, last_seen desc, id desc limit 1`)
    .pluck()
  const retire = database.prepare(
    'update listing set current = 0 where server_id = ? and current = 1 and id <> ?',
  )
  const mark = database.prepare('update listing set current = 1 where id = ? and current = 0')
  return id => {
    const chosen = choose.get({ id })!
    retire.run(id, chosen)
    mark.run(chosen)
    return chosen
  }
}

function hashesOf({ tools }: Listing): Hashes {
  return firstOfEach(tools.map(tool => ({ name: tool.name, hash: definitionHash(tool) })))
}

function firstOfEach(tools: { name: string; hash: string }[]): Hashes {
  const hashes: Hashes = new Map()
  for (const { name, hash } of tools) if (!hashes.has(name)) hashes.set(name, hash)
  return hashes
}

type ToolChange =
  | { kind: 'new-tool'; tool: string; after: string }
  | { kind: 'gone-tool'; tool: string; before: string }
  | { kind: 'changed-definition'; tool: string; before: string; after: string }

function* changesBetween(earlier: Hashes, later: Hashes): Generator<ToolChange> {
  for (const [tool, before] of earlier) {
    const after = later.get(tool)
    if (after === undefined) yield { kind: 'gone-tool', tool, before }
    else if (after !== before) yield { kind: 'changed-definition', tool, before, after }
  }
  for (const [tool, after] of later) if (!earlier.has(tool)) yield { kind: 'new-tool', tool, after }
}
