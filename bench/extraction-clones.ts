import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { type Extraction, extractFolder } from '../crawler/index.ts'
import { compareTools, differences, type KnownTool, type Row, table, totals } from './compare-tools.ts'

// Folders of source, each named owner+repository, and what is known of the tools in them: a line of JSON for each
// tool, with its server and where it was written down (`github:owner/repository@path`).

const knownTool = z.object({
  server: z.string(),
  source: z.string(),
  tool: z.string(),
  description: z.string().nullish(),
  inputSchema: z.record(z.string(), z.unknown()).nullish(),
  kind: z.string(),
})
type Line = z.infer<typeof knownTool>
type Server = { id: string; paths: string[]; tools: KnownTool[]; language: string }

export async function measureClones({
  clones,
  truth,
  only,
}: {
  clones: string
  truth?: string | undefined
  only: string
}): Promise<void> {
  if (truth === undefined || !existsSync(truth))
    return say(`There is no file of known tools${truth ? ` at ${truth}` : ''}: name one with --truth.`)
  if (!existsSync(clones))
    return say(`There is no folder ${clones}: clone repositories into it as owner+repository.`)
  const servers = readTruth(truth)
  const rows = new Map<string, Row[]>()
  const folders = readdirSync(clones).filter(
    name => name.includes(only) && statSync(join(clones, name)).isDirectory(),
  )
  for (const [repository, known] of [...servers].sort()) {
    if (!repository.includes(only)) continue
    const folder = folders.find(name => name === repository.replace('/', '+'))
    if (folder === undefined) continue
    for (const { language, row } of await measureClone(join(clones, folder), repository, known))
      rows.set(language, [...(rows.get(language) ?? []), row])
  }
  for (const [language, all] of [...rows].sort()) {
    say(`\n${language}\n\n${table(all)}\n\n${totals(language, all)}\n${differences(all)}`)
  }
  const absent = [...servers.keys()].filter(name => !folders.includes(name.replace('/', '+')))
  say(`\n${absent.length} repositories with known tools are not in ${clones}.`)
}

async function measureClone(
  folder: string,
  repository: string,
  servers: Server[],
): Promise<{ language: string; row: Row }[]> {
  const start = performance.now()
  const extractions = await extractFolder(folder, { id: `github:${repository}` })
  const each = (performance.now() - start) / extractions.length
  return servers.map(server => {
    const extraction = mostLikely(extractions, server)
    const row = compareTools(server.id, extraction, server.tools, each, sameWords)
    return {
      language: extraction.ok && server.language === '' ? extraction.languages.join('+') : server.language,
      row,
    }
  })
}

/** The extraction in whose folder most of a server's tools were written down; the deepest of such. */
function mostLikely(extractions: Extraction[], { paths }: Server): Extraction {
  const score = (one: Extraction) =>
    one.ok
      ? paths.filter(path => one.folder === '' || path.startsWith(`${one.folder}/`)).length * 1_000 +
        one.folder.length
      : -1
  const best = extractions.toSorted((a, b) => score(b) - score(a))[0]!
  if (score(best) >= 1_000) return best
  return { ok: false, failure: { reason: 'not-readable', message: 'nothing was found where it stands' } }
}

/** The same but for white space: some that wrote tools down took the indentation away, and some did not. */
function sameWords(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
  return plain(one) === plain(other)
}

const languages = new Map([
  ['py', 'python'],
  ['go', 'go'],
  ['cs', 'csharp'],
  ['java', 'java'],
  ['kt', 'kotlin'],
  ['rs', 'rust'],
  ['ts', 'javascript'],
  ['js', 'javascript'],
])

/** What is known of each repository's servers, from what was written down beside their own code. */
function readTruth(path: string): Map<string, Server[]> {
  const data = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(data) : data).toString('utf8')
  const servers = new Map<string, Map<string, Server>>()
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue
    const one = knownTool.parse(JSON.parse(line))
    const [, repository, file] = /^github:([^@]+)@(.+)$/.exec(one.source) ?? []
    const isOwn =
      repository !== undefined &&
      (one.kind === 'source' || one.kind === 'json') &&
      one.server.startsWith(repository.split('/')[0]!)
    if (isOwn) add(servers, repository, file!, one)
  }
  return new Map([...servers].map(([repository, all]) => [repository, [...all.values()]]))
}

function add(servers: Map<string, Map<string, Server>>, repository: string, file: string, line: Line): void {
  if (!servers.has(repository)) servers.set(repository, new Map())
  const all = servers.get(repository)!
  const server = all.get(line.server) ?? { id: line.server, paths: [], tools: [], language: '' }
  server.paths.push(file)
  server.language ||= languages.get(file.slice(file.lastIndexOf('.') + 1)) ?? ''
  server.tools.push({
    name: line.tool,
    description: line.description ?? undefined,
    inputSchema: line.inputSchema ?? undefined,
  })
  all.set(line.server, server)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
