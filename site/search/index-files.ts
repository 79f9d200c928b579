/** What the files of the index are called and what they hold: the one thing that its builder and its reader share. */

export const indexFolder = '/search/index/'
export const manifestFile = 'manifest.bin'
export const shardFile = (shard: number) => `words/${shard}.bin`
/** Where a filter's list is: `category-read`, `severity-high`, `capability-run-code`. */
export const filterFile = (filter: FilterName, value: string) =>
  `filters/${filter}-${value.toLowerCase()}.bin`
/** Blocks of records, a hundred to a folder. */
export const blockFile = (block: number) => `found/${Math.floor(block / 100)}/${block}.bin`
/** Each file costs a browser more than its bytes do, and the same names stand side by side. */
export const recordsPerBlock = 64

export const filterNames = ['category', 'severity', 'capability'] as const
export type FilterName = (typeof filterNames)[number]

/** Read first and once. All files but the shards are deflated, for a static host may not compress. */
export type Manifest = {
  /** Changes whenever anything in the index does; part of every address, so that no cache mixes two indexes. */
  version: string
  /** How many there are to find; servers have the first numbers, tools the rest. */
  servers: number
  tools: number
  /** From which number on names have so many words. Servers and tools are in order of that, each by themselves. */
  nameLengths: [from: number, words: number][]
  /** The first word of each shard, in order, and how many bytes it has. */
  shards: [firstWord: string, bytes: number][]
  /** The most frequent words in order: each as how many letters it shares with the one before (`A` is none), and the rest. */
  words: string
  /** How often each of them is found, as a power of two in one letter: `a` is once, `b` twice, `c` four times. */
  frequencies: string
}

/** What is shown of something found. All of it is a stranger's text, but for the path. */
export type Found = {
  kind: 'server' | 'tool'
  name: string
  path: string
  serverName: string
  serverPath: string
  /** Empty where it has no label. */
  category: string
  severity: string
  /** The beginning of what is said of it. */
  text: string
}

/** A block of them: servers are named once. */
export type Block = {
  servers: [name: string, segment: string][]
  /** A server has no segment of its own. Category and severity are places in the lists of the taxonomy; -1 is none. */
  found: [
    name: string,
    server: number,
    segment: string | 0,
    category: number,
    severity: number,
    text: string,
  ][]
}
