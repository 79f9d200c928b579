import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  type Configured,
  extractFolder,
  idOfPlace,
  type ListResult,
  listCommand,
  listUrl,
  readPlace,
  type Start,
} from '../../crawler/index.ts'
import { type ReadTarget, together } from '../read-target.ts'
import { cacheDirectory } from './cache-directory.ts'

export type ReadConfigured = {
  /** True to start servers as the client would, with its variables and headers. */
  run: boolean
  /** Milliseconds for one server. */
  timeout: number
}

/** How many servers are read at once. */
const atOnce = 4

/** Reads the tools of the servers of configurations: each once, however many clients know it. */
export async function readConfigured(servers: Configured[], options: ReadConfigured): Promise<ReadTarget> {
  const off = servers.filter(one => one.off).map(({ name, file }) => `${name} is turned off in ${file}`)
  const queue = [
    ...Map.groupBy(
      servers.filter(one => !one.off),
      keyOf,
    ).values(),
  ].map(([one]) => one!)
  const results = new Map<Configured, ListResult[]>(queue.map(one => [one, []]))
  const waiting = [...queue]
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      results.set(one, options.run ? [await ask(one, options)] : await readSource(one, options))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const read = together([...results.values()].flat())
  return { servers: read.servers, problems: [...read.problems, ...off] }
}

function keyOf({ start }: Configured): string {
  return JSON.stringify(start)
}

/** Starts or reaches a server as the client would. */
async function ask({ name, start }: Configured, { timeout }: ReadConfigured): Promise<ListResult> {
  const result =
    start.kind === 'command'
      ? await listCommand(start, { timeout })
      : await listUrl(start.url, { timeout, headers: start.headers })
  return named(result, name)
}

/** Reads a server from its package or its folder; asks one at an address, without the client's credentials. */
async function readSource(
  { name, start, place }: Configured,
  { timeout }: ReadConfigured,
): Promise<ListResult[]> {
  const folder = place.kind === 'command' && start.kind === 'command' ? projectOf(start) : null
  const id = (await idOfPlace(place)) ?? `local:${name}`
  if (folder !== null) return extractFolder(folder, { id })
  const results = await readPlace(place, { id, cacheDirectory, timeout, stranger: false })
  return results.map(result => named(result, name))
}

/** A failure says which server it is about: the client's name for it is the one that the user knows. */
function named(result: ListResult, name: string): ListResult {
  if (result.ok) return result
  const { reason, message } = result.failure
  return { ok: false, failure: { reason, message: message.includes(name) ? message : `${name}: ${message}` } }
}

const marks = ['package.json', 'pyproject.toml', 'setup.py', 'go.mod', 'Cargo.toml', 'pom.xml']

/** The folder of source that a command runs a program of, where its words name one. */
function projectOf({ args, directory = '' }: Start & { kind: 'command' }): string | null {
  for (const word of args) {
    const path = resolve(directory, word)
    if (!/[/\\]/.test(word) || !existsSync(path)) continue
    let folder = statSync(path).isDirectory() ? path : dirname(path)
    for (let up = 0; up < 3; up++, folder = dirname(folder))
      if (marks.some(mark => existsSync(join(folder, mark)))) return folder
  }
  return null
}
