import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { create } from 'tar'
import { describe, expect, test } from 'vitest'
import { type Extraction, extractArchive, extractFolder } from '../../../crawler/index.ts'
import { temporaryFolder } from '../cached-package.ts'

// One folder of source for each kind of code that makes tools, in each language, with what a client would be told.
const root = join(import.meta.dirname, '../../fixtures/sources')
const cases = readdirSync(root).flatMap(language =>
  readdirSync(join(root, language), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => [language, entry.name] as const),
)

test.each(cases)('%s: %s', async (language, name) => {
  const expected = JSON.parse(readFileSync(join(root, language, `${name}.expected.json`), 'utf8'))
  const extractions = await extractFolder(join(root, language, name), { id: `local:${name}` })
  expect(extractions.map(shown)).toEqual(expected)
})

test('what is expected belongs to a folder', () => {
  for (const language of readdirSync(root))
    for (const file of readdirSync(join(root, language)).filter(one => one.endsWith('.expected.json')))
      expect(existsSync(join(root, language, file.replace('.expected.json', '')))).toBe(true)
})

function shown(one: Extraction) {
  if (!one.ok) return { reason: one.failure.reason }
  const { listing, places, languages, unproven, problems } = one
  const placeOf = (name: string) =>
    places
      .filter(({ tool }) => tool === name)
      .map(({ file, line }) => `${file}:${line}`)
      .join()
  const tools = listing.tools.map(tool => ({ ...tool, at: placeOf(tool.name) }))
  return { id: listing.server.id, languages, unproven, problems, tools }
}

describe('extractFolder', () => {
  test('names a server as its manifest does, and says how it was read', async () => {
    const [one] = await extractFolder(join(root, 'python/across-files'), {
      id: 'github:someone/orchard',
      now: () => new Date('2026-11-23T12:00:00Z'),
    })
    if (!one?.ok) throw new Error('not read')
    expect(one.listing.server).toEqual({
      id: 'github:someone/orchard',
      name: 'orchard',
      version: '1.2.0',
      description: 'Looks after trees.',
    })
    expect(one.listing).toMatchObject({ how: 'extracted', at: '2026-11-23T12:00:00.000Z' })
    expect(one.folder).toBe('')
  })
  test('says so where there is nothing to read', async () => {
    const [one] = await extractFolder(temporaryFolder(), { id: 'local:empty' })
    expect(one).toMatchObject({ ok: false, failure: { reason: 'not-readable' } })
  })
  test('says so where there is no such folder', async () => {
    const [one] = await extractFolder(join(temporaryFolder(), 'missing'), { id: 'local:missing' })
    expect(one).toMatchObject({ ok: false, failure: { reason: 'not-readable' } })
  })
  test('follows no link out of the folder', async () => {
    const outside = temporaryFolder()
    writeFileSync(join(outside, 'server.py'), tool('outside'))
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'server.py'), tool('inside'))
    symlinkSync(outside, join(folder, 'linked'))
    symlinkSync(join(outside, 'server.py'), join(folder, 'other.py'))
    expect(await names(folder)).toEqual(['inside'])
  })
  test('reads code of others, tests and examples as no part of the server', async () => {
    const folder = temporaryFolder()
    for (const aside of ['tests', 'examples', 'node_modules', '.venv', 'vendor']) {
      mkdirSync(join(folder, aside))
      writeFileSync(join(folder, aside, 'server.py'), tool(`from_${aside.replace('.', '')}`))
    }
    writeFileSync(join(folder, 'server.py'), tool('own'))
    expect(await names(folder)).toEqual(['own'])
  })
  test('takes variables as the program would be given them', async () => {
    const [one] = await extractFolder(join(root, 'python/settings'), {
      id: 'local:settings',
      env: { CLOCK_PREFIX: 'watch', CLOCK_ALLOW_WRITES: 'no' },
    })
    if (!one?.ok) throw new Error('not read')
    expect(one.listing.tools.map(({ name }) => name)).toEqual(['watch_read'])
  })
  test('stops when it is told to', async () => {
    const [one] = await extractFolder(join(root, 'python/loops'), {
      id: 'local:loops',
      signal: AbortSignal.abort(),
    })
    expect(one).toMatchObject({ ok: false, failure: { reason: 'stopped' } })
  })
})

test('extractArchive reads a tarball as it would its folder', async () => {
  const file = join(temporaryFolder(), 'mill.tar.gz')
  await create({ gzip: true, file, cwd: join(root, 'go') }, ['official'])
  const [one] = await extractArchive(file, { id: 'github:someone/mill', version: '9' })
  if (!one?.ok) throw new Error('not read')
  expect(one.listing.tools.map(({ name }) => name)).toEqual(['grind', 'stop'])
  expect(one.listing.server).toMatchObject({ name: 'example.test/mill', version: '9' })
})

function tool(name: string): string {
  return `from mcp.server.fastmcp import FastMCP\nmcp = FastMCP("x")\n@mcp.tool()\ndef ${name}(): ...\n`
}

async function names(folder: string): Promise<string[]> {
  const all = await extractFolder(folder, { id: 'local:folder' })
  return all.flatMap(one => (one.ok ? one.listing.tools.map(({ name }) => name) : []))
}
