import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { idOf, kindOf } from '../../../crawler/identity/ids.ts'
import { openMemoryCache } from '../../../crawler/network.ts'
import type { Source } from '../../../crawler/sources/index.ts'
import { everyFound, faults, serveWorld, visitTo, type World, walk } from './serve-world.ts'

// Many answers, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

export type SourceCase = {
  name: string
  open(origin: string): Source
  /** A new world, with junk in it as the real one has. */
  world(): World
  /** What is in it, by id. */
  ids: string[]
  /** What happens to it later, and what is said of whom from then on. */
  change?: (world: World) => { [id: string]: 'active' | 'deprecated' | 'deleted' }
}

/** What holds of every source that asks a host. */
export function keepsTheContract({ name, open, world: make, ids, change }: SourceCase): void {
  const setUp = async () => {
    const world = make()
    const host = await serveWorld(world)
    return { world, host, source: open(host.origin) }
  }

  describe(`${name} keeps the contract:`, () => {
    test('it tells of every server once, in order', async () => {
      const { world, host, source } = await setUp()
      const pages = await walk(source, visitTo(host, world).visit)
      expect([...everyFound(pages).keys()].sort()).toEqual([...ids].sort())
      for (const found of everyFound(pages).values()) expectSound(found)
      for (const problem of pages.flatMap(page => page.problems)) expectPlain(problem)
    })

    test('ended after any page, it goes on with the next', async () => {
      const { world, host, source } = await setUp()
      const { length } = await walk(source, visitTo(host, world).visit)
      const whole = host.asked.length
      for (const stop of someOf(length - 1)) {
        const first = await walk(source, visitTo(host, world).visit, stop)
        const { state } = first.at(-1)!
        const before = host.asked.length
        const rest = await walk(source, visitTo(host, world, { state }).visit)
        expect([...everyFound([...first, ...rest]).keys()].sort()).toEqual([...ids].sort())
        expect(rest.length).toBe(length - stop)
        expect(host.asked.length - before).toBeLessThan(whole)
      }
    })

    test('the second time, it only asks what has changed', async () => {
      const { world, host, source } = await setUp()
      const cache = openMemoryCache()
      const first = await walk(source, visitTo(host, world, { cache }).visit)
      const bytes = sum(host.asked.map(one => one.bytes))
      host.asked.length = 0
      const { state } = first.at(-1)!
      const again = await walk(source, visitTo(host, world, { cache, state }).visit)
      expect(sum(host.asked.map(one => one.bytes))).toBeLessThan(bytes / 4)
      for (const [id, found] of everyFound(again)) expect(found).toEqual(everyFound(first).get(id))
    })

    test.for(faults)('an answer that goes wrong (%s) is asked for again', async fault => {
      const { world, host, source } = await setUp()
      const whole = await walk(source, visitTo(host, world).visit)
      for (const nth of new Set([0, ...someOf(host.asked.length - 1).slice(-2)])) {
        host.asked.length = 0
        host.fail(count => (count === nth ? fault : undefined))
        const { visit, waited } = visitTo(host, world)
        expect(await walk(source, visit)).toEqual(whole)
        expect(waited.length).toBeGreaterThan(0)
        if (fault === '429') expect(Math.max(...waited)).toBeGreaterThanOrEqual(3000)
      }
    })

    test('a host that is down is a failure, and nothing is said of its servers', async () => {
      const { world, host, source } = await setUp()
      host.fail(() => '503')
      const pages = await walk(source, visitTo(host, world).visit).catch(error => {
        expect(error).toMatchObject({ name: 'CannotList' })
        return null
      })
      if (pages === null) return
      expect(pages.flatMap(page => page.found)).toEqual([])
      expect(pages.flatMap(page => page.problems).length).toBeGreaterThan(0)
    })

    test.for([
      'nonsense',
      7,
      [],
      { cursor: 7, since: 'x', started: false, rests: 'x', after: {}, query: 'x', from: -1 },
      { rests: [{ query: 99, from: 0, to: 1, step: 1 }], started: '2026-11-23T10:00:00Z', query: 99.5 },
    ])('a state that is none (%o) begins anew', async state => {
      const { world, host, source } = await setUp()
      const pages = await walk(source, visitTo(host, world, { state }).visit)
      expect([...everyFound(pages).keys()].sort()).toEqual([...ids].sort())
    })

    test('when it is stopped, it asks nothing more', async () => {
      const { world, host, source } = await setUp()
      const visit = { ...visitTo(host, world).visit, signal: AbortSignal.abort() }
      await expect(walk(source, visit)).rejects.toThrow()
      expect(host.asked).toEqual([])
    })

    if (change !== undefined)
      test('what is renamed, deprecated or deleted is said to be', async () => {
        const { world, host, source } = await setUp()
        const cache = openMemoryCache()
        const first = await walk(source, visitTo(host, world, { cache }).visit)
        const said = change(world)
        const { state } = first.at(-1)!
        const now = () => new Date('2026-11-24T12:00:00Z')
        const later = everyFound(await walk(source, visitTo(host, world, { cache, state, now }).visit))
        for (const [id, status] of Object.entries(said))
          expect([id, later.get(id)?.status]).toEqual([id, status])
      })
  })
}

const plain = z.string().refine(text => !/[\p{Cc}\p{Cf}]/u.test(text), 'has a control character')
const id = z.string().refine(text => kindOf(text) !== null, 'is no id')
const sound = z.strictObject({
  id,
  aliases: z.array(id),
  claims: z.array(id),
  name: plain.min(1),
  title: plain.optional(),
  description: plain.optional(),
  version: z.string().max(255).optional(),
  homepage: z.url().optional(),
  repository: z.url().optional(),
  status: z.enum(['active', 'deprecated', 'deleted']),
  statusMessage: plain.optional(),
  updatedAt: z.iso.datetime({ offset: true }).optional(),
  places: z.array(
    z
      .custom<Parameters<typeof idOf>[0]>()
      .refine(place => ('variables' in place && place.variables) || idOf(place) !== null, 'is nowhere'),
  ),
  published: z.array(z.looseObject({ name: z.string() })).optional(),
})

export function expectSound(found: unknown): void {
  const { error } = sound.safeParse(found)
  expect(error && z.prettifyError(error), JSON.stringify(found)).toBeUndefined()
}

function expectPlain(problem: string): void {
  expect(problem).not.toMatch(/[\p{Cc}\p{Cf}]/u)
}

/** From 1 to `last`, three at the most. */
function someOf(last: number): number[] {
  return [...new Set([1, Math.ceil(last / 2), last])].filter(one => one > 0 && one <= last)
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
