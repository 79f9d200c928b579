import { createHash, type Hash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import type { ServerRow } from '../../catalogue/index.ts'
import { severities } from '../../classifier/index.ts'
import type { ServerEntry, ToolEntry } from '../atlas.ts'
import type { Write } from '../files-for-machines/server-files.ts'
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
import { type Place, packShard } from './shard.ts'
import { wordsOf } from './words.ts'

/** What can be found: a server, or a tool of it. */
type Entry = { server: ServerEntry; tool: ToolEntry | null; nameWords: number; text: string }
type Postings = Record<Place, number[]>
/** Returns how many bytes that came to. */
type WriteDeflated = (file: string, bytes: Uint8Array) => number

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
  const postings = new Map<string, Postings>()
  const filters = new Map<string, number[]>()

  const post = (word: string, place: Place) => {
    const lists = postings.get(word) ?? { name: [], server: [], text: [] }
    if (lists.name.length + lists.server.length + lists.text.length === 0) postings.set(word, lists)
    const id = entries.length
    if (lists.name.at(-1) !== id && lists.server.at(-1) !== id && lists.text.at(-1) !== id)
      lists[place].push(id)
  }
  const filter = (name: FilterName, value: string) => {
    const key = filterFile(name, value)
    const list = filters.get(key)
    if (list) list.push(entries.length)
    else filters.set(key, [entries.length])
  }
  let named: { server: ServerEntry; words: string[] } | undefined
  /** What stands first counts: a word of the name is not looked at again in the text. */
  const add = (server: ServerEntry, tool: ToolEntry | null, { name, text, shown }: FoundWords) => {
    if (named?.server !== server) named = { server, words: [...serverWords(server.row), serverWord(server)] }
    for (const word of name) post(word, 'name')
    for (const word of named.words) post(word, 'server')
    for (const word of text) post(word, 'text')
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
    write(servers: readonly ServerEntry[], writeFile: Write): void {
      for (const server of servers) {
        const { id, name, description = '' } = server.row
        add(server, null, wordsOfAnything(name || id, description, ''))
      }
      const order = orderOf(entries)
      const numberOf = new Uint32Array(entries.length)
      order.forEach((entry, number) => {
        numberOf[entry] = number
      })
      const toNumbers = (ids: number[]) => Uint32Array.from(ids, id => numberOf[id]!).sort()
      const write: WriteDeflated = (file, bytes) => {
        const deflated = deflateRawSync(bytes)
        writeFile(indexFolder + file, deflated)
        return deflated.length
      }
      for (const [file, ids] of filters) write(file, packNumbers(toNumbers(ids)))
      const digest = writeBlocks(entries, order, write)
      const words = [...postings.keys()].sort()
      const shards = writeShards(words, postings, toNumbers, digest, write)
      const manifest: Manifest = {
        version: digest.digest('base64url').slice(0, 12),
        servers: servers.length,
        tools: entries.length - servers.length,
        nameLengths: nameLengths(entries, order),
        shards,
        ...familiarWords(words, postings),
      }
      write(manifestFile, Buffer.from(JSON.stringify(manifest)))
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
  const frequency = new Map<string, number>()
  const nameOf = ({ server, tool }: Entry) => tool?.name ?? server.row.name
  for (const entry of entries) frequency.set(nameOf(entry), (frequency.get(nameOf(entry)) ?? 0) + 1)
  return Uint32Array.from(entries.keys()).sort((left, right) => {
    const a = entries[left]!
    const b = entries[right]!
    return (
      Number(a.tool !== null) - Number(b.tool !== null) ||
      a.nameWords - b.nameWords ||
      (frequency.get(nameOf(b)) ?? 0) - (frequency.get(nameOf(a)) ?? 0) ||
      compare(nameOf(a), nameOf(b)) ||
      b.server.tools.length - a.server.tools.length ||
      compare(a.server.path, b.server.path) ||
      compare(a.tool?.path ?? '', b.tool?.path ?? '')
    )
  })
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

function writeBlocks(entries: Entry[], order: Uint32Array, write: WriteDeflated): Hash {
  const digest = createHash('sha256')
  for (let block = 0; block * recordsPerBlock < order.length; block += 1) {
    const ids = order.subarray(block * recordsPerBlock, (block + 1) * recordsPerBlock)
    const text = JSON.stringify(toBlock(Array.from(ids, id => entries[id]!)))
    digest.update(text)
    write(blockFile(block), Buffer.from(text))
  }
  return digest
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
  postings: Map<string, Postings>,
  toNumbers: (ids: number[]) => Uint32Array,
  digest: Hash,
  write: WriteDeflated,
): Manifest['shards'] {
  const shards: Manifest['shards'] = []
  let open: Parameters<typeof packShard>[0] = []
  let bytes = 0
  const close = () => {
    if (open.length === 0) return
    const packed = packShard(open)
    digest.update(packed)
    shards.push([open[0]!.word, write(shardFile(shards.length), packed)])
    open = []
    bytes = 0
  }
  for (const word of words) {
    const { name, server, text } = postings.get(word)!
    const estimate = word.length / 2 + 3 + (name.length + server.length + text.length) * 1.2
    if (bytes + estimate > bytesPerShard) close()
    open.push({ word, lists: { name: toNumbers(name), server: toNumbers(server), text: toNumbers(text) } })
    bytes += estimate
  }
  close()
  return shards
}

/** The most frequent words, each written as what differs from the one before. */
function familiarWords(
  words: string[],
  postings: Map<string, Postings>,
): Pick<Manifest, 'words' | 'frequencies'> {
  const frequency = (word: string) => {
    const { name, server, text } = postings.get(word)!
    return name.length + server.length + text.length
  }
  const familiar = words
    .filter(word => !word.startsWith('@') && word.length > 2)
    .sort((a, b) => frequency(b) - frequency(a))
    .slice(0, mostFamiliarWords)
    .sort()
  let before = ''
  let packed = ''
  for (const word of familiar) {
    let shared = 0
    while (shared < Math.min(before.length, word.length, 9) && before[shared] === word[shared]) shared += 1
    packed += String.fromCharCode(65 + shared) + word.slice(shared)
    before = word
  }
  const frequencies = familiar.map(word => String.fromCharCode(97 + Math.min(25, Math.log2(frequency(word)))))
  return { words: packed, frequencies: frequencies.join('') }
}
