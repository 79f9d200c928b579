import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { openCatalogue } from '../catalogue/index.ts'
import { classifyServer, definitionHash, type ToolDefinition, type Verdict } from '../classifier/index.ts'

type Line = {
  server: string
  source?: string
  tool: string
  title?: string
  description?: string
  inputSchema?: ToolDefinition['inputSchema']
  annotations?: ToolDefinition['annotations']
}
type LabelledServer = { id: string; name: string; tools: ToolDefinition[]; verdicts: Verdict[] }

/**
 * Writes a catalogue of the corpus's servers, labelled, to `path`. With more `tools` than the corpus has, its servers
 * come again under other names with other words in their tools, so that names, words and paths grow in number too.
 */
export function writeCorpusCatalogue(options: { corpus: string; path: string; tools?: number }): void {
  const catalogue = openCatalogue(options.path)
  const servers = readServers(options.corpus)
  const wanted = options.tools ?? servers.reduce((sum, { tools }) => sum + tools.length, 0)
  let written = 0
  for (let round = 0; written < wanted; round += 1)
    for (const server of servers) {
      if (written >= wanted) break
      const { id, name, tools, verdicts } = varied(server, round)
      const at = new Date(Date.UTC(2026, 0, 1, written % 7000)).toISOString()
      catalogue.recordListing({ server: { id, name, version: '1.0.0' }, how: 'published', at, tools })
      catalogue.recordVerdicts(id, verdicts)
      written += tools.length
    }
  catalogue.close()
}

/** Every hundredth server of a catalogue lists its first tool with another description. */
export function changeOneInAHundred(path: string): void {
  const catalogue = openCatalogue(path)
  const some = catalogue.servers().filter(({ toolCount }, at) => at % 100 === 7 && toolCount > 0)
  for (const { id, name } of some) {
    const [first, ...rest] = catalogue.tools(id).map(({ definition }) => definition)
    const tools = [
      { ...first!, description: `${first!.description ?? ''} Since today it does more.` },
      ...rest,
    ]
    const at = '2026-06-01T00:00:00.000Z'
    catalogue.recordListing({ server: { id, name, version: '2.0.0' }, how: 'published', at, tools })
    catalogue.recordVerdicts(id, classifyServer({ name }, tools))
  }
  catalogue.close()
}

export function readServers(corpus: string): LabelledServer[] {
  const bytes = readFileSync(corpus)
  const text = (corpus.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const servers = new Map<string, { name: string; tools: ToolDefinition[] }>()
  for (const json of text.trim().split('\n')) {
    const line = JSON.parse(json) as Line
    const id = line.source?.startsWith('npm:') ? line.source.replace(/@[^@/]*$/, '') : `local:${line.server}`
    const server = servers.get(id) ?? { name: line.server, tools: [] }
    server.tools.push(toDefinition(line))
    servers.set(id, server)
  }
  return [...servers].map(([id, { name, tools }]) => ({
    id,
    name,
    tools,
    verdicts: classifyServer({ name }, tools),
  }))
}

function toDefinition({ tool, title, description, inputSchema, annotations }: Line): ToolDefinition {
  return {
    name: tool,
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    ...(inputSchema ? { inputSchema } : {}),
    ...(annotations ? { annotations } : {}),
  }
}

/** The server as it is in the first round, then with made-up words: a third of its tools keep their names. */
function varied({ id, name, tools, verdicts }: LabelledServer, round: number): LabelledServer {
  if (round === 0) return { id, name, tools, verdicts }
  const random = randomFrom(`${round} ${id}`)
  const word = madeUpWord(random)
  const definitions = tools.map((tool, at) => ({
    ...tool,
    name:
      at % 3 === 0 ? tool.name : at % 3 === 1 ? `${tool.name}_${word}` : `${madeUpWord(random)}_${tool.name}`,
    description: `${tool.description ?? ''} For ${word} ${madeUpWord(random)}.`.trim(),
  }))
  return {
    id: `${id}-${word}-${round}`,
    name: `${name} ${word}`,
    tools: definitions,
    verdicts: definitions.map((definition, at) => ({
      ...verdicts[at]!,
      name: definition.name,
      definitionHash: definitionHash(definition),
    })),
  }
}

const syllables =
  'ba bel cor da dex el fa gon hu iro ka lam mo nex or pa qua ri sel tor um vex wa xi yo zen'.split(' ')

function madeUpWord(random: () => number): string {
  return Array.from({ length: 2 + (random() % 3) }, () => syllables[random() % syllables.length]).join('')
}

/** The same words in every run. */
function randomFrom(seed: string): () => number {
  let state = 2166136261
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16777619)
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822507)
    state = Math.imul(state ^ (state >>> 13), 3266489909)
    return (state ^ (state >>> 16)) >>> 0
  }
}
