import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import type { ServerRow } from '../../catalogue/index.ts'
import { severities } from '../../classifier/index.ts'
import type { ServerEntry, ToolEntry } from '../atlas.ts'
import { digestOf } from '../build/digest.ts'
import type { Output } from '../build/output.ts'
import { categories } from '../lists.ts'
import { lastSegment } from '../paths.ts'
import { capabilitiesIn } from '../powers.ts'
import type { ToolFacts } from '../server-facts.ts'
import { visibleText } from '../visible-text.ts'
import { type FoundWords, wordsOfAnything } from './found-words.ts'
import {
  type Block,
  blockFile,
  type FilterName,
  filterFile,
  indexFolder,
  type Manifest,
  manifestFile,
  recordsPerBlock,
  shardFile,
} from './index-files.ts'
import { packNumbers } from './number-lists.ts'
import { postWords } from './posted-words.ts'
import { type Place, packShard } from './shard.ts'
import { wordsOf } from './words.ts'

/** What can be found: a server, or a tool of it. */
type Entry = { server: ServerEntry; tool: ToolEntry | null; nameWords: number; text: string }
/** Puts a file of the index. */
type WriteFile = (file: string, bytes: Uint8Array | string, how: 'deflated' | 'as it is') => void

const longestName = 80
/** A shard is closed when its lists have about so many bytes; a word that has more is a shard by itself. */
const bytesPerShard = 10_000
/** As many words as can be offered for a mistyped one; the rarest are not among them. */
const mostFamiliarWords = 12_000
/** Every other server is called so. */
const said = new Set(['mcp', 'server'])

/** Collects what can be found while the catalogue is read, and writes the index when all is known. */
export function collectSearchIndex() {
  const entries: Entry[] = []
  const words = postWords()
  const filters = new Map<string, number[]>()
  const filter = (name: FilterName, value: string) => {
    const file = filterFile(name, value)
    const list = filters.get(file)
    if (list) list.push(entries.length)
    else filters.set(file, [entries.length])
  }
  let named: { server: ServerEntry; words: string[] } | undefined
  const add = (server: ServerEntry, tool: ToolEntry | null, { name, text, shown }: FoundWords) => {
    if (named?.server !== server) named = { server, words: [...serverWords(server.row), serverWord(server)] }
    for (const word of name) words.post(word, 'name')
    for (const word of named.words) words.post(word, 'server')
    for (const word of text) words.post(word, 'text')
    words.next()
    entries.push({ server, tool, text: shown, nameWords: name.length })
  }

  return {
    note(server: ServerEntry, facts: readonly ToolFacts[]): void {
      facts.forEach(({ label, powers, found }, at) => {
        if (label) filter('category', label.category)
        if (label) filter('severity', label.severity)
        for (const capability of capabilitiesIn(powers)) filter('capability', capability)
        add(server, server.tools[at]!, found)
      })
    },
    /** Writes the index. Servers without tools are found as well, so all of them are named only now. */
    write(servers: readonly ServerEntry[], output: Pick<Output, 'make' | 'write'>): void {
      for (const server of servers) {
        const { id, name, description = '' } = server.row
        add(server, null, wordsOfAnything(name || id, description, ''))
      }
      const order = orderOf(entries)
      const version = createHash('sha256')
      const write: WriteFile = (file, bytes, how) => {
        const key = digestOf(bytes)
        version.update(`${how} ${key}`)
        output.make(indexFolder + file, key, () => (how === 'deflated' ? deflateRawSync(bytes) : bytes))
      }
      writeFilters(filters, order, write)
      writeBlocks(entries, order, write)
      const sorted = words.sorted()
      const manifest: Manifest = {
        servers: servers.length,
        tools: entries.length - servers.length,
        nameLengths: nameLengths(entries, order),
        shards: writeShards(sorted, words.inOrder(order), write),
        ...familiarWords(sorted, words.frequency),
        version: version.digest('base64url').slice(0, 12),
      }
      output.write(indexFolder + manifestFile, deflateRawSync(JSON.stringify(manifest)))
    },
  }
}

/** The word by which all tools of a server are found, and nothing else: no text has an `@` in a word. */
function serverWord({ path }: Pick<ServerEntry, 'path'>): string {
  return `@${lastSegment(path)}`
}

function serverWords({ id, name }: ServerRow): string[] {
  return wordsOf(`${name} ${id.slice(id.indexOf(':') + 1)}`, 200).filter(word => !said.has(word))
}

/**
 * Servers first. Among what a query finds equally well the lower number comes first: so short names before long
 * ones, and of those with as many words the name that most servers use.
 */
function orderOf(entries: Entry[]): Uint32Array {
  const places = placesOfNames(entries)
  const keys = Float64Array.from(
    entries,
    entry => ((entry.tool === null ? 0 : 1024) + entry.nameWords) * 2 ** 32 + places.get(nameOf(entry))!,
  )
  return Uint32Array.from(entries.keys()).sort((left, right) => {
    const a = entries[left]!
    const b = entries[right]!
    return (
      keys[left]! - keys[right]! ||
      b.server.tools.length - a.server.tools.length ||
      compare(a.server.path, b.server.path) ||
      compare(a.tool?.path ?? '', b.tool?.path ?? '')
    )
  })
}

/** The most frequent name first. */
function placesOfNames(entries: Entry[]): Map<string, number> {
  const frequency = new Map<string, number>()
  for (const entry of entries) frequency.set(nameOf(entry), (frequency.get(nameOf(entry)) ?? 0) + 1)
  const names = [...frequency].sort(([a, many], [b, more]) => more - many || compare(a, b))
  return new Map(names.map(([name], place) => [name, place]))
}

function nameOf({ server, tool }: Entry): string {
  return tool?.name ?? server.row.name
}

/** Where in the order the number of words in names changes. */
function nameLengths(entries: Entry[], order: Uint32Array): Manifest['nameLengths'] {
  const lengths: Manifest['nameLengths'] = []
  order.forEach((id, number) => {
    const { nameWords } = entries[id]!
    if (lengths.at(-1)?.[1] !== nameWords) lengths.push([number, nameWords])
  })
  return lengths
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function writeFilters(filters: Map<string, number[]>, order: Uint32Array, write: WriteFile): void {
  const numberOf = new Uint32Array(order.length)
  order.forEach((entry, number) => {
    numberOf[entry] = number
  })
  for (const [file, entries] of [...filters].sort(([a], [b]) => compare(a, b)))
    write(file, packNumbers(Uint32Array.from(entries, entry => numberOf[entry]!).sort()), 'deflated')
}

function writeBlocks(entries: Entry[], order: Uint32Array, write: WriteFile): void {
  for (let block = 0; block * recordsPerBlock < order.length; block += 1) {
    const ids = order.subarray(block * recordsPerBlock, (block + 1) * recordsPerBlock)
    write(blockFile(block), JSON.stringify(toBlock(Array.from(ids, id => entries[id]!))), 'deflated')
  }
}

function toBlock(entries: Entry[]): Block {
  const servers: Block['servers'] = []
  const places = new Map<ServerEntry, number>()
  const found = entries.map(({ server, tool, text }): Block['found'][number] => {
    const place = places.get(server) ?? servers.length
    if (place === servers.length) {
      places.set(server, place)
      servers.push([visibleText(server.row.name || server.row.id, longestName), lastSegment(server.path)])
    }
    if (tool === null) return ['', place, 0, -1, -1, text]
    const { label } = tool
    return [
      visibleText(tool.name, longestName),
      place,
      lastSegment(tool.path),
      label ? categories.indexOf(label.category) : -1,
      label ? severities.indexOf(label.severity) : -1,
      text,
    ]
  })
  return { servers, found }
}

function writeShards(
  words: string[],
  listsOf: (word: string) => Record<Place, Uint32Array>,
  write: WriteFile,
): Manifest['shards'] {
  const shards: Manifest['shards'] = []
  let open: Parameters<typeof packShard>[0] = []
  let bytes = 0
  const close = () => {
    if (open.length === 0) return
    const packed = packShard(open)
    // Packed lists hardly shrink, and unpacking takes a phone longer than the few bytes more.
    write(shardFile(shards.length), packed, 'as it is')
    shards.push([open[0]!.word, packed.length])
    open = []
    bytes = 0
  }
  for (const word of words) {
    const lists = listsOf(word)
    const estimate = word.length / 2 + 3 + (lists.name.length + lists.server.length + lists.text.length) * 1.2
    if (bytes + estimate > bytesPerShard) close()
    open.push({ word, lists })
    bytes += estimate
  }
  close()
  return shards
}

/** The most frequent words, each written as what differs from the one before. */
function familiarWords(
  words: string[],
  frequency: (word: string) => number,
): Pick<Manifest, 'words' | 'frequencies'> {
  const familiar = words
    .filter(word => !word.startsWith('@') && word.length > 2)
    .map(word => ({ word, count: frequency(word) }))
    .sort((a, b) => b.count - a.count)
    .slice(0, mostFamiliarWords)
    .sort((a, b) => compare(a.word, b.word))
  let before = ''
  let packed = ''
  for (const { word } of familiar) {
    let shared = 0
    while (shared < Math.min(before.length, word.length, 9) && before[shared] === word[shared]) shared += 1
    packed += String.fromCharCode(65 + shared) + word.slice(shared)
    before = word
  }
  const frequencies = familiar.map(({ count }) => String.fromCharCode(97 + Math.min(25, Math.log2(count))))
  return { words: packed, frequencies: frequencies.join('') }
}
