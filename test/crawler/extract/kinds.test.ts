import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadPackage, packagesFolder, read } from './load-package.ts'

// One small package for each kind of code that makes tools, with what a client would be told.
type Expected = { name: string; description?: string; parameters: string[]; at?: string }

const started: { [name: string]: { args: string[]; env: { [name: string]: string } } } = {
  commands: { args: ['serve', 'kitchen'], env: {} },
  'command-line': { args: ['--tools=read,reset', '--write'], env: { METER_KEY: 'x' } },
}

test.each(readdirSync(packagesFolder))('%s', name => {
  const expected: Expected[] = JSON.parse(readFileSync(join(packagesFolder, name, 'expected.json'), 'utf8'))
  const { args = [], env = {} } = started[name] ?? {}
  const extraction = read(loadPackage(name), args, env)
  if (!extraction.ok) throw new Error(extraction.failure.message)
  const { listing, places, problems } = extraction
  const placeOf = new Map(places.map(({ tool, file, line }) => [tool, `${file}:${line}`]))
  const tools = listing.tools.map(tool => ({
    name: tool.name,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    parameters: Object.keys((tool.inputSchema as { properties?: object }).properties ?? {}).sort(),
  }))
  expect(tools).toEqual(expected.map(({ at: _, ...tool }) => tool))
  for (const { name, at } of expected) {
    if (at !== undefined) expect(`${name} ${placeOf.get(name)}`).toBe(`${name} ${at}`)
    expect(placeOf.has(name)).toBe(true)
  }
  expect(problems).toEqual([])
  expect(listing.how).toBe('extracted')
})

test('what only looks like a tool is left out, and counted', () => {
  const extraction = read(loadPackage('not-proven'))
  if (!extraction.ok) throw new Error(extraction.failure.message)
  expect(extraction.unproven).toBe(1)
})
