import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test, vi } from 'vitest'
import { openCatalogueForReading } from '../../catalogue/index.ts'
import { runPlacard } from './run-placard.ts'

vi.setConfig({ testTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'placard-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)

/** Servers with tools, whose lines do not stand together. */
const lines = Array.from({ length: 60 }, (_, index) => ({
  server: `harbour/${index % 20}`,
  serverDescription: `Berth ${index % 20}.`,
  tool: index % 7 === 0 ? `__proto__${index}` : `moor_${index}`,
  title: index % 3 === 0 ? `Moor ${index}` : null,
  description: `Moors ship ${index}.\nNot \u202e before dawn.`,
  inputSchema: { type: 'object', properties: { ship: { type: 'string', enum: ['é', '\u0000'] } } },
  annotations: index % 2 === 0 ? { readOnlyHint: true } : null,
  source: 'ignored',
}))

test('what goes in comes out, and goes in and comes out the same again', async () => {
  writeFileSync(at('corpus.jsonl.gz'), gzipSync(lines.map(line => JSON.stringify(line)).join('\n')))
  const put = await runPlacard(['import', at('corpus.jsonl.gz'), '--catalogue', at('one.sqlite')])
  expect(put).toMatchObject({ code: 0, stderr: expect.stringContaining('60 tools of 20 servers') })
  const out = await runPlacard(['export', at('one.jsonl.gz'), '--catalogue', at('one.sqlite')])
  expect(out).toMatchObject({ code: 0, stdout: `60 tools are in ${at('one.jsonl.gz')}\n` })

  const exported = gunzipSync(readFileSync(at('one.jsonl.gz')))
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  for (const { server, serverDescription, source: _, tool: name, ...rest } of lines) {
    const definition = Object.fromEntries(
      Object.entries({ name, ...rest }).filter(([, value]) => value !== null),
    )
    const line = exported.find(one => one.serverName === server && one.name === name)
    expect(line).toMatchObject({
      server: `local:${server}`,
      serverDescription,
      how: 'published',
      graded: true,
    })
    expect(line.tool).toEqual(definition)
  }

  await runPlacard(['import', at('one.jsonl.gz'), '--catalogue', at('two.sqlite')])
  await runPlacard(['export', at('two.jsonl.gz'), '--catalogue', at('two.sqlite')])
  expect(readFileSync(at('two.jsonl.gz')).equals(readFileSync(at('one.jsonl.gz')))).toBe(true)
})

test('an exported catalogue can be labelled like any other file', async () => {
  const { code, stdout } = await runPlacard(['classify', at('one.jsonl.gz'), '--format', 'json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout).servers).toHaveLength(20)
})

test('the whole of it can be copied, with its history', async () => {
  const { code } = await runPlacard(['export', at('copy.sqlite'), '--catalogue', at('one.sqlite')])
  expect(code).toBe(0)
  const copy = openCatalogueForReading(at('copy.sqlite'))
  expect(copy.totals()).toMatchObject({ servers: 20, tools: 60 })
  expect(copy.changes({ kinds: ['new-server'] })).toHaveLength(20)
  copy.close()
})

test('lines can be written to standard output, and taken from it', async () => {
  const { stdout } = await runPlacard(['export', '-', '--catalogue', at('one.sqlite')])
  expect(stdout.trimEnd().split('\n')).toHaveLength(60)
  writeFileSync(at('piped.jsonl'), stdout)
  await runPlacard(['import', at('piped.jsonl'), '--catalogue', at('three.sqlite')])
  const three = openCatalogueForReading(at('three.sqlite'))
  expect(three.totals().tools).toBe(60)
  three.close()
})

test('labels of a file are not believed', async () => {
  const [line] = gunzipSync(readFileSync(at('one.jsonl.gz')))
    .toString()
    .split('\n')
  const forged = { ...JSON.parse(line!), category: 'Financial', severity: 'Critical' }
  writeFileSync(at('forged.jsonl'), JSON.stringify(forged))
  await runPlacard(['import', at('forged.jsonl'), '--catalogue', at('forged.sqlite')])
  const { stdout } = await runPlacard(['export', '-', '--catalogue', at('forged.sqlite')])
  expect(JSON.parse(stdout)).toEqual(JSON.parse(line!))
})

test('broken lines are told by their number, and the rest is taken', async () => {
  writeFileSync(at('broken.jsonl'), `${JSON.stringify(lines[1])}\n{ broken\n\n"nothing"\n`)
  const { code, stderr } = await runPlacard([
    'import',
    at('broken.jsonl'),
    '--catalogue',
    at('broken.sqlite'),
  ])
  expect(code).toBe(0)
  expect(stderr).toMatch(/1 tools of 1 servers/)
  expect(stderr).toMatch(/broken\.jsonl: line 2: it is not JSON/)
  expect(stderr).toMatch(/broken\.jsonl: line 4: .*no tool definitions/)
})

test.each([
  ['a file that is not there', ['import', '/no/such.jsonl'], /There is no file/],
  ['a file without tools', ['import', at('empty.json')], /0 tools/],
  ['a name that says no format', ['export', at('catalogue.csv')], /ends in \.jsonl/],
  ['a source that is none', ['crawl', '--source', 'rumour'], /There is no source “rumour”. There are: list,/],
])('%s is one line and exit code 2', async (_, words, message) => {
  writeFileSync(at('empty.json'), '[]')
  const { code, stderr } = await runPlacard([...words, '--catalogue', at('bad.sqlite')])
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/\n\s+at /)
})
