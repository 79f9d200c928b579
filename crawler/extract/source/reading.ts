import type { ServerIdentity } from '../../../catalogue/index.ts'
import type { ToolDefinition } from '../../../classifier/index.ts'
import { readTool } from '../../read-tool.ts'
import type { Extraction, Language, ToolPlace } from '../../types.ts'

/** One tool as the code makes it, before it is checked. Lines count from 1. */
export type FoundTool = {
  definition: { name: string; [field: string]: unknown }
  at: { file: string; line: number } | null
  /** Fields of the definition that the source does not tell. */
  partly: string[]
}

/** What reading one program came to, in any language. */
export type Reading = {
  found: FoundTool[]
  /** Definitions that reached a server but whose name is not known. */
  nameless: number
  /** What looks like a tool and was not seen to reach a server. */
  unproven: number
  /** True where the budget did not last for all of the code. */
  exhausted: boolean
}

type About = { server: ServerIdentity; folder: string; languages: Language[]; at: Date }

/** The tools of a reading as a listing, each checked like one that a server sent. */
export function toExtraction({ server, folder, languages, at }: About, reading: Reading): Extraction {
  const { tools, places, problems } = check(reading.found)
  return {
    ok: true,
    listing: { server, how: 'extracted', at: at.toISOString(), tools },
    folder,
    problems: [...problems, ...remarks(reading)],
    places,
    unproven: reading.unproven + reading.nameless,
    languages,
  }
}

function check(found: FoundTool[]): { tools: ToolDefinition[]; places: ToolPlace[]; problems: string[] } {
  const tools: ToolDefinition[] = []
  const places: ToolPlace[] = []
  const problems: string[] = []
  for (const [index, { definition, at, partly }] of found.entries()) {
    const read = readTool(definition, `tool ${index + 1}`)
    problems.push(...read.problems)
    if (read.tool === null) continue
    tools.push(read.tool)
    if (at !== null) places.push({ tool: read.tool.name, ...at })
    if (partly.length > 0)
      problems.push(`tool ${index + 1}: its ${partly.join(' and ')} cannot be known from the source`)
  }
  return { tools, places, problems }
}

function remarks({ nameless, exhausted }: Reading): string[] {
  return [
    ...(nameless > 0 ? [`${nameless} tools were left out: their names cannot be known from the source`] : []),
    ...(exhausted ? ['not all of the code was followed: it is more than the limit allows'] : []),
  ]
}
