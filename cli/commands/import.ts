import {
  type Catalogue,
  type How,
  type LineFacts,
  type Listing,
  readLineFacts,
  type ServerIdentity,
} from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import { type Definitions, readDefinitions } from '../../crawler/index.ts'
import { openText } from '../open-text.ts'

export type ImportOptions = { how: How; now?: () => Date }
export type Imported = { servers: number; tools: number; problems: string[] }

/**
 * Puts the tools of a file into the catalogue: what `placard export` wrote, with when and how each was seen, or any
 * file of definitions, as seen now in the way that `how` says. Broken lines become problems, the rest is taken.
 * Labels of the file are not believed.
 */
export async function importFile(
  path: string,
  catalogue: Catalogue,
  { how, now = () => new Date() }: ImportOptions,
): Promise<Imported> {
  const reading: Reading = { listings: new Map(), problems: [], how, at: now().toISOString() }
  const text = openText(path)
  if (text.isLines) await readLines(reading, text.lines(), text.name)
  else take(reading, await readDefinitions(await text.all(), text.name), null)
  const listings = [...reading.listings.values()]
  catalogue.together(() => {
    for (const listing of listings) catalogue.recordListing(listing)
  })
  return {
    servers: new Set(listings.map(({ server }) => server.id)).size,
    tools: listings.reduce((sum, { tools }) => sum + tools.length, 0),
    problems: reading.problems,
  }
}

/** Everything of one server in one version and way: its lines need not stand together. */
type Gathered = Listing & { since: string[]; places: Map<string, string> }
type Reading = { listings: Map<string, Gathered>; problems: string[]; how: How; at: string }

const problemLimit = 100

async function readLines(reading: Reading, lines: AsyncIterable<string>, name: string): Promise<void> {
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    const definitions = await readDefinitions(line, name)
    const facts = line.includes('"lastSeen"') ? readLineFacts(parse(line)) : null
    const problems = definitions.problems.map(problem => `line ${number}: ${problem}`)
    take(reading, { ...definitions, problems }, facts)
  }
}

function take(reading: Reading, { servers, problems }: Definitions, facts: LineFacts | null): void {
  for (const { server, tools } of servers) {
    const listing = listingOf(reading, identityOf(server, facts), facts)
    for (const tool of tools) add(listing, tool, facts, reading.at)
  }
  reading.problems.push(...problems.slice(0, problemLimit - reading.problems.length))
}

function identityOf(server: ServerIdentity, facts: LineFacts | null): ServerIdentity {
  if (facts === null) return server
  const { serverName, serverVersion, homepage, repository } = facts
  return {
    ...server,
    name: serverName,
    version: serverVersion,
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : { repository }),
  }
}

function listingOf(reading: Reading, server: ServerIdentity, facts: LineFacts | null): Gathered {
  const how = facts?.how ?? reading.how
  const key = JSON.stringify([server.id, server.version, how])
  const at = facts?.lastSeen ?? reading.at
  const known = reading.listings.get(key) ?? { server, how, at, tools: [], since: [], places: new Map() }
  reading.listings.set(key, known)
  if (at > known.at) known.at = at
  return known
}

function add(listing: Gathered, tool: ToolDefinition, facts: LineFacts | null, at: string): void {
  listing.tools.push(tool)
  listing.since.push(facts?.firstSeen ?? at)
  if (facts?.place !== undefined) listing.places.set(tool.name, facts.place)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
