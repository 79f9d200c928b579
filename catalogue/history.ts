import type Database from 'better-sqlite3'
import type { ToolDefinition } from '../classifier/index.ts'
import { differencesIn, type Sighting } from './differences.ts'
import type { DefinitionRow, Difference, ListingRow, Relative } from './types.ts'

export type History = {
  /** Every version of a server that was seen, in every way, newest first. */
  listings(serverId: string): ListingRow[]
  /** Every definition that a tool has or had, newest first. */
  definitionsOf(serverId: string, tool: string): DefinitionRow[]
  /** A definition by its hash, whoever has or had it. */
  definition(hash: string): ToolDefinition | null
  /** The tools that the ways of seeing a server's present version do not agree on. */
  differences(serverId: string): Difference[]
  /** Servers that now have at least `least` definitions in common with this one, nearest first. */
  relatives(serverId: string, least?: number): Relative[]
}

type DefinitionColumns = Omit<DefinitionRow, 'definition'> & { definition: string }

export function readHistory(database: Database.Database): History {
  const listings = database.prepare<[string], Omit<ListingRow, 'current'> & { current: number }>(`
    select l.version, l.how, l.first_seen as firstSeen, l.last_seen as lastSeen, l.unproven, l.current,
      (select count(*) from sighting g where g.listing_id = l.id and g.current = 1) as tools
    from listing l where l.server_id = ? order by l.last_seen desc, l.id desc`)
  const definitions = database.prepare<[string, string], DefinitionColumns>(`
    select l.version, l.how, g.hash as definitionHash, g.first_seen as firstSeen, g.last_seen as lastSeen,
      d.json as definition
    from listing l join sighting g on g.listing_id = l.id join definition d on d.hash = g.hash
    where l.server_id = ? and g.name = ? order by g.last_seen desc, g.first_seen desc, l.id desc`)
  const definition = database.prepare<[string], string>('select json from definition where hash = ?').pluck()
  const present = database.prepare<[string], Sighting>(`
    select l.how, g.name as tool, g.hash, d.json as definition from listing c
      join listing l on l.server_id = c.server_id and l.version in (c.version, '')
      left join sighting g on g.listing_id = l.id and g.current = 1
      left join definition d on d.hash = g.hash
    where c.server_id = ? and c.current = 1 order by g.position`)
  const relatives = database.prepare<[{ id: string; least: number }], Relative>(`
    select o.server_id as id, count(distinct mine.hash) as shared,
      (select count(*) from sighting a where a.listing_id = o.id and a.current = 1) as toolCount
    from listing l join sighting mine on mine.listing_id = l.id and mine.current = 1
      join sighting theirs on theirs.hash = mine.hash and theirs.current = 1
      join listing o on o.id = theirs.listing_id and o.current = 1 and o.server_id <> l.server_id
    where l.server_id = @id and l.current = 1
    group by o.id having shared >= @least order by shared desc, o.server_id`)

  return {
    listings: id => listings.all(id).map(row => ({ ...row, current: row.current === 1 })),
    definitionsOf: (id, tool) =>
      definitions.all(id, tool).map(row => ({ ...row, definition: JSON.parse(row.definition) })),
    definition: hash => {
      const json = definition.get(hash)
      return json === undefined ? null : JSON.parse(json)
    },
    differences: id => differencesIn(present.all(id)),
    relatives: (id, least = 2) => relatives.all({ id, least }),
  }
}
