import { setImmediate as tick } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Bench, type Line, openWitness } from '../open-witness.ts'
import { argumentCases } from './arguments.ts'
import { type BypassCase, callText, forbidden, policies } from './case.ts'
import { envelopeCases } from './envelopes.ts'
import { frameCases } from './frames.ts'
import { nameCases } from './names.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const groups = { frames: frameCases, envelopes: envelopeCases, names: nameCases, arguments: argumentCases }

test('there are cases enough, each with a name of its own', () => {
  const names = Object.values(groups).flatMap(cases => cases.map(({ name }) => name))
  expect(names.length).toBeGreaterThan(130)
  expect(new Set(names).size).toBe(names.length)
})

describe.each(Object.entries(policies))('under the %s policy', (policyName, policy) => {
  let bench: Bench
  let count = 0
  beforeAll(async () => {
    bench = await openWitness(policy)
  })
  afterAll(() => bench.close())

  const own = Object.values(groups).flatMap(cases =>
    cases.filter(({ policy = 'strict' }) => policy === policyName),
  )
  test.each(own.map(one => [one.name, one] as const))('%s', async (_name, one) => {
    const { reached, answers } = await play(bench, one, `sentinel ${++count}`)
    // Nobody who reads lines, by whatever line ends, finds a call in it that is not to pass.
    const messages = reached.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85]|\xe2\x80[\xa8\xa9]/)
    for (const message of messages) {
      const call = parsed(message)
      if (call?.method === 'tools/call' || call?.METHOD) expect(call.params.name).toBe('say')
      if (one.sees !== 'answer') expect(message).not.toContain(forbidden)
    }
    expect(kindsOf(answers)).toContain(one.sees)
  })
})

/** What reached the server because of a case, and what the client got. */
async function play(
  bench: Bench,
  one: BypassCase,
  sentinel: string,
): Promise<{ reached: string; answers: Line[] }> {
  const before = bench.reached().length
  const seen = bench.lines.length
  for (const piece of one.send) {
    bench.send(piece)
    await tick()
  }
  bench.send(`\n${callText('say', { text: sentinel }, sentinel).replaceAll(forbidden, 'fine')}\n`)
  const answered = (line: Line) => bench.lines.indexOf(line) >= seen
  await bench.line(line => line.id === sentinel)
  if (one.sees !== 'nothing') await bench.line(line => answered(line) && line.id !== sentinel)
  const answers = bench.lines.slice(seen).filter(line => line.id !== sentinel)
  return { reached: bench.reached().slice(before), answers }
}

function kindsOf(answers: Line[]): BypassCase['sees'][] {
  if (answers.length === 0) return ['nothing']
  return answers.map(({ error, result }) => {
    if (error !== undefined) return 'error'
    return result._meta?.['placard/denied'] === undefined ? 'answer' : 'denial'
  })
}

function parsed(text: string): Line | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
