import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { classifierVersion, definitionHash } from '../../classifier/index.ts'
import { evaluate } from '../../classifier/training/index.ts'
import { isHeldOut, readCorpus, readLabels } from '../../cli/label-files.ts'
import published from '../../data/accuracy.json' with { type: 'json' }
import { runPlacard } from './run-placard.ts'

vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'placard-eval-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const servers = Array.from({ length: 40 }, (_, at) => `harbour-${at}`)
const labels = join(folder, 'labels.jsonl')
writeFileSync(
  labels,
  servers
    .flatMap(server => [
      label(server, 'list_ships', 'Lists ships.', 'Read'),
      label(server, 'ask_crew', 'Lists the crew.', 'Destructive'),
    ])
    .join('\n'),
)

function label(server: string, tool: string, description: string, category: string): string {
  const judgement = { category, certainty: 'sure', capabilities: [], severity: 'Low' }
  return JSON.stringify({ server, tool, description, ...judgement })
}

test('saves the report that it prints, with the classifier it is of, sorted', async () => {
  const file = join(folder, 'saved.json')
  const words = ['eval', labels, '--held-out', '--format', 'json', '--save', file]
  const { code, stdout } = await runPlacard(words)
  expect(code).toBe(0)
  const text = readFileSync(file, 'utf8')
  const saved = JSON.parse(text)
  const printed = JSON.parse(stdout)
  expect(saved.classifier).toBe(classifierVersion)
  expect(printed.dangerousMisses.length).toBeGreaterThan(2)
  const names = ({ server }: { server: string }) => server
  const sorted = printed.dangerousMisses.map(names).sort()
  expect(saved.report.dangerousMisses.map(names)).toEqual(sorted)
  expect(new Set(sorted)).toEqual(new Set(servers.filter(isHeldOut)))
  expect({ ...saved.report, dangerousMisses: [] }).toEqual({ ...printed, dangerousMisses: [] })
  expect(Object.keys(saved.report)).toEqual(Object.keys(printed).sort())
  expect(text).toBe(`${JSON.stringify(saved, null, 2)}\n`)
})

test.each([[], ['--held-out', '--no-hints']])(
  'saves nothing that is not as published: %s',
  async (...more) => {
    const file = join(folder, 'refused.json')
    const { code, stderr } = await runPlacard(['eval', labels, ...more, '--save', file])
    expect(code).toBe(2)
    expect(stderr).toContain('--held-out')
    expect(existsSync(file)).toBe(false)
  },
)

test('what is published has every figure of a report', () => {
  const none = evaluate([])
  expect(Object.keys(published.report)).toEqual(Object.keys(none).sort())
  for (const part of ['categories', 'capabilities', 'confusion'] as const)
    expect(Object.keys(published.report[part])).toEqual(Object.keys(none[part]).sort())
  expect(published.report.dangerous).toBeGreaterThan(0)
})

test('labels without definitions are those of the corpus, with the tools beside them and what their server says', () => {
  const corpus = join(folder, 'corpus.jsonl')
  const named = join(folder, 'named.jsonl')
  const pier = { server: 'pier', serverDescription: 'Berths for ships.' }
  const lines = ['list_ships', 'sink_ship'].map(tool => JSON.stringify({ ...pier, tool, description: tool }))
  writeFileSync(corpus, lines.join('\n'))
  const judgement = { category: 'Read', certainty: 'sure', capabilities: [], severity: 'Low' }
  const hash = definitionHash({ name: 'list_ships', description: 'list_ships' })
  const label = { server: 'pier', tool: 'list_ships', definitionHash: hash, ...judgement }
  const second = { category: 'Write' }
  const changed = { ...label, tool: 'sink_ship' }
  writeFileSync(named, [{ ...label, second }, changed].map(line => JSON.stringify(line)).join('\n'))
  const read = readLabels(named, readCorpus(corpus))
  expect(read).toMatchObject([
    {
      server: { name: 'pier', description: 'Berths for ships.' },
      definition: { name: 'list_ships' },
      siblings: [{ name: 'list_ships' }, { name: 'sink_ship' }],
      alt: 'Write',
      certainty: 'unsure',
    },
  ])
})

test('labels of tools outside the corpus can be read, and each is of one tool', () => {
  const file = new URL('../../data/labels/round-6.jsonl', import.meta.url)
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const corpus = new Map()
  expect(readLabels(fileURLToPath(file), corpus)).toEqual([])
  expect(new Set(lines.map(({ server, tool }) => `${server} ${tool}`)).size).toBe(lines.length)
})
