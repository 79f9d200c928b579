import { type FamiliarWord, familiarWords } from './familiar-words.ts'
import {
  type Block,
  blockFile,
  type FilterName,
  type Found,
  filterFile,
  filterNames,
  type Manifest,
  manifestFile,
  recordsPerBlock,
  shardFile,
} from './index-files.ts'
import { readShard, type WordLists } from './shard.ts'

/** Gives the bytes of a file of the index, such as `words/3.bin`. */
export type ReadFile = (file: string, version: string) => Promise<Uint8Array>
export type Filters = { [name in FilterName]?: string } & { server?: string }

/** An index that is read file by file, as queries need it. Whatever was read is kept. */
export type OpenIndex = Manifest & {
  familiar: FamiliarWord[]
  /** How often each familiar word is found, as a power of two. */
  frequencyOf: ReadonlyMap<string, number>
  shardOf(word: string): number
  /** How many bytes a shard still costs: none once it was read. */
  cost(shard: number): number
  shard(shard: number): Promise<Map<string, WordLists>>
  /** The packed lists that something has to be on, all of them. */
  filters(filters: Filters): Promise<Uint8Array[]>
  found(numbers: number[]): Promise<Found[]>
}

export async function openIndex(
  read: ReadFile,
  labels: { categories: readonly string[]; severities: readonly string[] },
): Promise<OpenIndex> {
  const manifest = JSON.parse(asText(await inflate(await read(manifestFile, '')))) as Manifest
  const kept = new Map<string, Promise<Uint8Array>>()
  const file = (name: string) => keep(kept, name, () => read(name, manifest.version).then(inflate))
  const shards = new Map<number, Promise<Map<string, WordLists>>>()
  const shard = (at: number) => keep(shards, at, () => read(shardFile(at), manifest.version).then(readShard))
  const blocks = new Map<number, Promise<Block>>()
  const block = (at: number) =>
    keep(blocks, at, async () => JSON.parse(asText(await file(blockFile(at)))) as Block)

  const shardOf = (word: string) => {
    let low = 0
    for (let high = manifest.shards.length; high - low > 1; ) {
      const middle = (low + high) >>> 1
      if (manifest.shards[middle]![0] <= word) low = middle
      else high = middle
    }
    return low
  }
  const familiar = familiarWords(manifest)
  return {
    ...manifest,
    familiar,
    frequencyOf: new Map(familiar.map(({ word, frequency }) => [word, frequency])),
    shardOf,
    shard,
    cost: at => (shards.has(at) ? 0 : (manifest.shards[at]?.[1] ?? 0)),
    async filters(filters) {
      const lists = filterNames.flatMap(name =>
        filters[name] === undefined
          ? []
          : [file(filterFile(name, filters[name])).catch(() => new Uint8Array(0))],
      )
      if (filters.server !== undefined) {
        const word = `@${filters.server}`
        lists.push(shard(shardOf(word)).then(words => words.get(word)?.server ?? new Uint8Array(0)))
      }
      return Promise.all(lists)
    },
    found: numbers =>
      Promise.all(
        numbers.map(async number =>
          toFound(await block(Math.floor(number / recordsPerBlock)), number, labels),
        ),
      ),
  }
}

function toFound(
  { servers, found }: Block,
  number: number,
  { categories, severities }: { categories: readonly string[]; severities: readonly string[] },
): Found {
  const [name, server, segment, category, severity, text] = found[number % recordsPerBlock]!
  const [serverName, serverSegment] = servers[server]!
  const serverPath = `/servers/${serverSegment}/`
  return {
    kind: segment === 0 ? 'server' : 'tool',
    name: segment === 0 ? serverName : name,
    path: segment === 0 ? serverPath : `${serverPath}${segment}/`,
    serverName,
    serverPath,
    category: categories[category] ?? '',
    severity: severities[severity] ?? '',
    text,
  }
}

/** What failed is forgotten, so that it is asked for again. */
function keep<Key, Value>(
  kept: Map<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = kept.get(key)
  if (known) return known
  const made = make()
  kept.set(key, made)
  made.catch(() => kept.delete(key))
  return made
}

/** Written and read by hand: through `Blob` and `Response` the same takes a browser thirty times as long. */
async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const { writable, readable } = new DecompressionStream('deflate-raw')
  const writer = writable.getWriter()
  const written = Promise.all([writer.write(bytes as Uint8Array<ArrayBuffer>), writer.close()])
  const parts: Uint8Array[] = []
  const reader = readable.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value)
  await written
  return parts.length === 1 ? parts[0]! : joined(parts)
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function asText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
