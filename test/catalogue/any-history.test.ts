import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type Catalogue, type How, type Listing, toCatalogueLine } from '../../catalogue/index.ts'
import { definitionHash } from '../../classifier/index.ts'
import { open } from './notes.ts'

vi.setConfig({ testTimeout: 60_000 })

// Whatever is recorded in whatever order, some things hold.
const ways: How[] = ['listed', 'extracted', 'published']
const ids = ['npm:a', 'npm:b', 'github:a/a', 'pypi:b']
const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString()

const tool = fc.record({
  name: fc.constantFrom('read', 'write', '__proto__', 'délete\u0000', "'; drop table server; --"),
  description: fc.constantFrom('One.', 'Two.'),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('listing' as const),
      id: fc.constantFrom(...ids),
      version: fc.constantFrom('', '1.0.0', '2.0.0'),
      how: fc.constantFrom(...ways),
      tools: fc.array(tool, { maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('failure' as const), id: fc.constantFrom(...ids) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('alias' as const),
      id: fc.constantFrom(...ids),
      other: fc.constantFrom(...ids),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

function play(catalogue: Catalogue, steps: Step[]): Listing[] {
  return steps.flatMap((one, at) => {
    const server = { id: one.id, name: one.id, version: '' }
    if (one.kind === 'alias') catalogue.recordAliases(one.id, [one.other])
    if (one.kind === 'failure')
      catalogue.recordFailure({ server, at: day(at), reason: 'timed-out', message: 'Late.' })
    if (one.kind !== 'listing') return []
    const { version, how, tools } = one
    const listing = { server: { ...server, version }, how, at: day(at), tools }
    catalogue.recordListing(listing)
    return [listing]
  })
}

test('of each server one listing counts, and its tools are those it was last seen with', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), steps => {
      const catalogue = open(':memory:')
      const listings = play(catalogue, steps)
      let total = 0
      for (const { id, toolCount, how, version } of catalogue.servers()) {
        const rows = catalogue.listings(id)
        const current = rows.filter(row => row.current)
        expect(current.length).toBe(rows.length === 0 ? 0 : 1)
        const tools = catalogue.tools(id)
        expect(tools.map(({ position }) => position)).toEqual(tools.map((_, position) => position))
        expect(toolCount).toBe(tools.length)
        total += toolCount
        if (current[0] === undefined) continue
        expect({ how, version }).toEqual({ how: current[0].how, version: current[0].version })
        // As it was recorded, under one of the names that the server has.
        const hashes = tools.map(({ definitionHash: hash }) => hash)
        const same = listings.filter(
          one =>
            one.how === how && one.server.version === version && catalogue.canonicalId(one.server.id) === id,
        )
        expect(same.map(({ tools }) => tools.map(definitionHash))).toContainEqual(hashes)
      }
      expect(catalogue.totals().tools).toBe(total)
      expect([...catalogue.everyTool()]).toHaveLength(total)
      catalogue.close()
    }),
    { numRuns: 120 },
  )
})

test('every name of a server leads to one that is there, or to itself', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), steps => {
      const catalogue = open(':memory:')
      play(catalogue, steps)
      const servers = new Set(catalogue.servers().map(({ id }) => id))
      for (const id of ids) {
        const canonical = catalogue.canonicalId(id)
        expect(catalogue.canonicalId(canonical)).toBe(canonical)
        // What leads elsewhere is no server of its own.
        if (canonical !== id) expect(servers.has(id)).toBe(false)
      }
      catalogue.close()
    }),
    { numRuns: 120 },
  )
})

test('the same again changes nothing, and is told as no change', () => {
  fc.assert(
    fc.property(fc.array(tool, { maxLength: 5 }), fc.constantFrom(...ways), (tools, how) => {
      const catalogue = open(':memory:')
      const listing = { server: { id: 'npm:a', name: 'a', version: '1.0.0' }, how, at: day(0), tools }
      expect(catalogue.recordListing(listing)).toBe('new')
      const lines = () =>
        catalogue.tools('npm:a').map(row => toCatalogueLine(catalogue.server('npm:a')!, row))
      const before = lines()
      expect(catalogue.recordListing(listing)).toBe('unchanged')
      expect(lines()).toEqual(before)
      expect(catalogue.changes()).toHaveLength(1)
      catalogue.close()
    }),
    { numRuns: 60 },
  )
})
