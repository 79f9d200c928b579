import type { Json, ToolDefinition } from '../classifier/index.ts'
import type { Difference, How } from './types.ts'

/** A tool in one of the ways in which a version was seen; nulls where that way shows no tool at all. */
export type Sighting = { how: How; tool: string | null; hash: string | null; definition: string | null }

const order: How[] = ['listed', 'extracted', 'published']
const members = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

/** The tools that the ways do not agree on. That one way says nothing of a member is no disagreement. */
export function differencesIn(sightings: Sighting[]): Difference[] {
  const ways = order.filter(how => sightings.some(one => one.how === how))
  const tools = new Map<string, Map<How, Sighting>>()
  for (const sighting of sightings) {
    if (sighting.tool === null) continue
    const seen = tools.get(sighting.tool) ?? new Map<How, Sighting>()
    tools.set(sighting.tool, seen)
    if (!seen.has(sighting.how)) seen.set(sighting.how, sighting)
  }
  return [...tools].flatMap(([tool, seen]) => {
    const missing = ways.some(how => !seen.has(how))
    const differing = membersThatDiffer([...seen.values()])
    if (!missing && differing.length === 0) return []
    return [
      { tool, members: differing, hashes: ways.map(how => ({ how, hash: seen.get(how)?.hash ?? null })) },
    ]
  })
}

function membersThatDiffer(seen: Sighting[]): Difference['members'] {
  if (new Set(seen.map(({ hash }) => hash)).size < 2) return []
  const definitions = seen.map(({ definition }) => JSON.parse(definition!) as ToolDefinition)
  return members.filter(member => {
    const said = definitions.flatMap(definition => definition[member] ?? [])
    return new Set(said.map(value => JSON.stringify(withoutForm(value)))).size > 1
  })
}

/** Generators of schemas write down more or less of what goes without saying; a tool is the same with and without. */
function withoutForm(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutForm)
  const said = Object.entries(value).filter(
    ([key, member]) => key !== '$schema' && !(key === 'additionalProperties' && isPlain(member)),
  )
  return Object.fromEntries(said.map(([key, member]) => [key, withoutForm(member)]))
}

function isPlain(member: Json): boolean {
  return typeof member === 'boolean' || (typeof member === 'object' && JSON.stringify(member) === '{}')
}
