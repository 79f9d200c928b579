import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { ToolDefinition } from '../classifier/index.ts'

// How long labelling a corpus takes, as a multiple of what JSON.parse of the same lines takes in the same process,
// and how long it takes from nothing to the first label. Speeds of machines differ and drift; ratios hold.
const { values } = parseArgs({
  options: { corpus: { type: 'string', default: '../shared/corpus/tools.jsonl.gz' } },
})

const firstLabel = await timeFirstLabel()
console.log(`import and first label: ${firstLabel.toFixed(0)} ms`)
if (existsSync(values.corpus)) await benchCorpus(values.corpus)
else console.log(`There is no corpus at ${values.corpus}: name one with --corpus FILE.`)

async function timeFirstLabel(): Promise<number> {
  const start = performance.now()
  const { classify } = await import('../classifier/index.ts')
  const definition = {
    name: 'delete_repository',
    description: 'Deletes a repository. This cannot be undone.',
  }
  classify(definition, { server: { name: 'forge' }, siblings: [definition] })
  return performance.now() - start
}

async function benchCorpus(path: string): Promise<void> {
  const { classifyServer } = await import('../classifier/index.ts')
  const bytes = readFileSync(path)
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n')
  const ratios: Time[] = []
  let once = 0
  for (let round = 0; round < 5; round++) {
    let parsed: Line[] = []
    const parsing = timeOf(() => {
      parsed = lines.map(line => JSON.parse(line))
    })
    const servers = byServer(parsed)
    let count = 0
    const labelling = timeOf(() => {
      for (const [name, tools] of servers) count += classifyServer({ name }, tools).length
    })
    ratios.push({ wall: labelling.wall / parsing.wall, thread: labelling.thread / parsing.thread })
    if (round === 0) once = memory()
    console.log(
      `round ${round + 1}: JSON.parse ${told(parsing)} ms, ${count} labels ${told(labelling)} ms, ratio ${told(ratios.at(-1)!, 1)}`,
    )
  }
  const median = {
    wall: medianOf(ratios.map(({ wall }) => wall)),
    thread: medianOf(ratios.map(({ thread }) => thread)),
  }
  console.log(
    `median ratio ${told(median, 1)}, peak memory ${once} MB after one round, ${memory()} MB after all`,
  )
}

/** The most that this process had at a time, in MB, the corpus included. */
function memory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

/** Milliseconds, or a ratio of them: by the clock, and of the main thread alone, which others on the machine disturb less. */
type Time = { wall: number; thread: number }

function timeOf(work: () => void): Time {
  const wall = performance.now()
  const thread = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(thread)
  return { wall: performance.now() - wall, thread: (user + system) / 1000 }
}

function told({ wall, thread }: Time, digits = 0): string {
  return `${wall.toFixed(digits)} (thread ${thread.toFixed(digits)})`
}

function medianOf(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
}

type Line = {
  server: string
  tool: string
  title?: string
  description?: string
  inputSchema?: ToolDefinition['inputSchema']
  annotations?: ToolDefinition['annotations']
}

function byServer(lines: Line[]): Map<string, ToolDefinition[]> {
  const servers = new Map<string, ToolDefinition[]>()
  for (const { server, tool, title, description, inputSchema, annotations } of lines) {
    const tools = servers.get(server) ?? []
    tools.push({
      name: tool,
      ...(title ? { title } : {}),
      ...(description ? { description } : {}),
      ...(inputSchema ? { inputSchema } : {}),
      ...(annotations ? { annotations } : {}),
    })
    servers.set(server, tools)
  }
  return servers
}
