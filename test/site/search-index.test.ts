import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCatalogue, openCatalogueForReading } from '../../catalogue/index.ts'
import { classifyServer, severities, type ToolDefinition } from '../../classifier/index.ts'
import { drawAtlas } from '../../site/atlas.ts'
import { categories } from '../../site/lists.ts'
import { collectSearchIndex } from '../../site/search/build-index.ts'
import { corrections } from '../../site/search/familiar-words.ts'
import { type Filters, type OpenIndex, openIndex, search } from '../../site/search/index.ts'
import { indexFolder } from '../../site/search/index-files.ts'
import { packNumbers, visitStretches } from '../../site/search/number-lists.ts'
import { packShard, readShard } from '../../site/search/shard.ts'
import { wordsOf } from '../../site/search/words.ts'
import { hostileNames } from './hostile-server.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-search-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const unpacked = (packed: Uint8Array) => {
  const numbers: number[] = []
  visitStretches(packed, (from, to) => {
    for (let number = from; number < to; number += 1) numbers.push(number)
  })
  return numbers
}
const ascending = fc
  .oneof(
    fc.uniqueArray(fc.nat({ max: 500_000 }), { maxLength: 300 }),
    fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 300 }),
  )
  .map(numbers => numbers.sort((a, b) => a - b))

describe('a packed list', () => {
  test('holds the numbers that were put in', () => {
    fc.assert(
      fc.property(ascending, numbers => {
        expect(unpacked(packNumbers(numbers))).toEqual(numbers)
      }),
      { numRuns: 500 },
    )
  })
  test('of numbers that follow one another takes a few bytes, however many they are', () => {
    const numbers = Array.from({ length: 100_000 }, (_, at) => at + 7)
    expect(packNumbers(numbers).length).toBeLessThan(10)
  })
})

test('a shard gives back its words and lists, whatever the words are', () => {
  const anyWord = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(anyWord, ascending, ascending), { selector: ([word]) => word, maxLength: 20 }),
      entries => {
        const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
        const bytes = packShard(
          sorted.map(([word, name, text]) => ({ word, lists: { name, server: [], text } })),
        )
        const read = [...readShard(bytes)].map(([word, { name, text }]) => [
          word,
          unpacked(name),
          unpacked(text),
        ])
        expect(read).toEqual(sorted)
      },
    ),
    { numRuns: 200 },
  )
})

test('broken bytes of a shard end as any others do', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        for (const { name } of readShard(bytes).values()) name.length
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }),
  )
})

test.each([
  ['delete_repository', ['delete', 'repository']],
  ['deleteRepositories', ['delete', 'repository']],
  ['HTTPServer2Get', ['http', 'server2', 'get']],
  ['Löschen von Dateien', ['loschen', 'von', 'dateien']],
  ['boxes, classes and status', ['box', 'class', 'and', 'status']],
  ['天気予報', ['天気', '気予', '予報']],
  ['', []],
])('the words of %s are %j', (text, words) => expect(wordsOf(text)).toEqual(words))

test('a slip of the finger is forgiven, two in a long word, none in a short one', () => {
  const words = ['repository', 'report', 'send', 'set', 'weather'].map(word => ({ word, frequency: 9 }))
  const meant = (typed: string, begun = false) =>
    corrections(words, typed, { begun, most: 3 }).map(({ word }) => word)
  expect(meant('sned')).toEqual(['send'])
  expect(meant('wether')).toEqual(['weather'])
  expect(meant('repositroy')).toEqual(['repository'])
  expect(meant('rposiotry')).toEqual(['repository'])
  expect(meant('sxt')).toEqual([])
  expect(meant('wxath', true)).toEqual(['weather'])
})

/** Servers in our own words; enough tools that a word stands in many of them. */
const fleet: { id: string; name: string; tools: ToolDefinition[] }[] = [
  {
    id: 'npm:@harbour/lighthouse-mcp',
    name: 'lighthouse',
    tools: [
      { name: 'delete_lamp', description: 'Deletes a lamp for good.' },
      { name: 'delete_lamp_schedule_entry', description: 'Deletes one entry of a schedule of a lamp.' },
      { name: 'sendFlare', description: 'Sends a flare to every ship near the harbour.' },
      { name: 'list_ships', description: 'Lists ships. Mentions a lamp.' },
    ],
  },
  {
    id: 'npm:kiosk-server',
    name: 'kiosk',
    tools: [
      { name: 'refund_ticket', description: 'Pays the money for a ticket back.' },
      { name: 'list_tickets', description: 'Lists tickets.' },
      { name: '<img src=x onerror=alert(1)>', description: '</script><script>alert(2)</script>' },
      ...hostileNames.map(name => ({ name, description: `Named ${name}` })),
    ],
  },
  {
    id: 'pypi:archive',
    name: 'archive',
    tools: Array.from({ length: 60 }, (_, at) => ({
      name: `get_page_${at}`,
      description: `Gets page ${at} of the archive.`,
    })),
  },
  { id: 'npm:quiet', name: 'quiet place', tools: [] },
]

describe('what is found', () => {
  let index: OpenIndex
  const fetched: string[] = []

  beforeAll(async () => {
    const path = join(root, 'fleet.sqlite')
    const catalogue = openCatalogue(path)
    for (const { tools, ...server } of fleet) {
      catalogue.recordListing({
        server: { ...server, version: '1' },
        how: 'listed',
        at: '2026-11-01T00:00:00.000Z',
        tools,
      })
      catalogue.recordVerdicts(server.id, classifyServer(server, tools))
    }
    catalogue.close()
    const reading = openCatalogueForReading(path)
    const collected = collectSearchIndex()
    const atlas = drawAtlas(reading, collected.note)
    const files = new Map<string, Uint8Array>()
    collected.write(atlas.servers, {
      make: (file, _key, content) => files.set(file, content() as Uint8Array),
      write: (file, content) => files.set(file, content as Uint8Array),
    })
    reading.close()
    index = await openIndex(
      async file => {
        fetched.push(file)
        const content = files.get(indexFolder + file)
        if (!content) throw new Error(`${file} is missing`)
        return content
      },
      { categories, severities },
    )
  })

  const tools = async (text: string, filters: Filters = {}) =>
    (await search(index, { text, filters, servers: 3, tools: 20 })).tools.map(({ name }) => name)

  test('begins with the very name', async () => {
    expect((await tools('delete_lamp')).slice(0, 2)).toEqual(['delete_lamp', 'delete_lamp_schedule_entry'])
    expect((await tools('lamp delete'))[0]).toBe('delete_lamp')
    expect((await tools('sendflare'))[0]).toBe('sendFlare')
  })

  test('names come before descriptions', async () => {
    const found = await tools('lamp')
    expect(found.indexOf('delete_lamp')).toBeLessThan(found.indexOf('list_ships'))
    expect(found).toContain('list_ships')
  })

  test('follows what is typed letter by letter', async () => {
    for (const typed of ['re', 'ref', 'refu', 'refund', 'refund t', 'refund_ti'])
      expect(await tools(typed), typed).toContain('refund_ticket')
  })

  test('forgives a slip, and says what it looked for', async () => {
    const answer = await search(index, { text: 'lmap', filters: {}, servers: 3, tools: 20 })
    expect(answer.tools.map(({ name }) => name)).toContain('delete_lamp')
    expect(answer.corrected).toEqual([{ typed: 'lmap', meant: ['lamp'] }])
  })

  test('knows other words for the same', async () => {
    expect(await tools('remove lamp')).toContain('delete_lamp')
  })

  test('takes capabilities, categories and severities for words', async () => {
    expect((await tools('move money'))[0]).toBe('refund_ticket')
    expect(await tools('financial')).toContain('refund_ticket')
    expect(await tools('critical lamp')).toContain('delete_lamp')
  })

  test('names servers, those without tools as well', async () => {
    const servers = async (text: string) =>
      (await search(index, { text, filters: {}, servers: 3, tools: 20 })).servers.map(({ path }) => path)
    expect(await servers('lighthouse')).toEqual([
      expect.stringMatching(/^\/servers\/npm-harbour-lighthouse-mcp-/),
    ])
    expect(await servers('quiet')).toEqual([expect.stringMatching(/^\/servers\/npm-quiet-/)])
    expect(await tools('lighthouse')).toHaveLength(4)
  })

  test('passes filters only', async () => {
    const { tools: all } = await search(index, { text: 'lamp', filters: {}, servers: 3, tools: 20 })
    expect(new Set(all.map(({ category }) => category)).size).toBeGreaterThan(1)
    const { tools: some } = await search(index, {
      text: 'lamp',
      filters: { category: 'Destructive' },
      servers: 3,
      tools: 20,
    })
    expect(some.length).toBeGreaterThan(0)
    expect(some.every(({ category }) => category === 'Destructive')).toBe(true)
    expect(await tools('', { capability: 'move-money' })).toContain('refund_ticket')
    expect(await tools('', { capability: 'no-such-power' })).toEqual([])
    const server = all[0]!.serverPath.split('/')[2]!
    expect((await tools('', { server })).sort()).toEqual(
      ['delete_lamp', 'delete_lamp_schedule_entry', 'list_ships', 'sendFlare'].sort(),
    )
  })

  test('is counted in full, however many are shown', async () => {
    expect(await search(index, { text: 'page archive', filters: {}, servers: 0, tools: 5 })).toMatchObject({
      total: 60,
      tools: { length: 5 },
      partly: false,
    })
  })

  test('is what has most of the words, where nothing has all', async () => {
    const answer = await search(index, { text: 'refund ticket archive', filters: {}, servers: 0, tools: 5 })
    expect(answer.total).toBe(0)
    expect(answer.partly).toBe(true)
    expect(answer.tools[0]!.name).toBe('refund_ticket')
  })

  test('has a path that is safe, whatever its name', async () => {
    const { tools: found } = await search(index, { text: 'named', filters: {}, servers: 0, tools: 100 })
    expect(found).toHaveLength(hostileNames.length)
    for (const { path, name } of found) {
      expect(path).toMatch(/^\/servers\/[a-z0-9_-]+\/[a-z0-9_-]+\/$/)
      expect(name).not.toMatch(/[\p{Cc}\u202e\u200b]/u)
    }
  })

  test('is nothing for words that nothing has, and no query breaks it', async () => {
    expect(await tools('zzzzzzqqqq')).toEqual([])
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostileNames)),
        async text => {
          await search(index, { text, filters: {}, servers: 3, tools: 3 })
        },
      ),
      { numRuns: 300 },
    )
  }, 30_000)

  test('fetches each file once', () => {
    expect(new Set(fetched.filter(file => !file.includes('no-such'))).size).toBe(
      fetched.filter(file => !file.includes('no-such')).length,
    )
  })
})
