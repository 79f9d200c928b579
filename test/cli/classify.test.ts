import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { serversFolder } from '../crawler/fixture.ts'
import { ended, type Ran, runPlacard, startPlacard } from './run-placard.ts'

vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'placard-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tools = [
  { name: 'list_ships', description: 'Lists the ships in the harbour.', inputSchema: { type: 'object' } },
  { name: 'sink_ship', description: 'Deletes a ship for good. This cannot be undone.' },
]

function fileWith(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('placard classify', () => {
  test.each([
    ['a tools/list result', 'list.json', JSON.stringify({ tools })],
    ['an array of tools', 'array.json', JSON.stringify(tools)],
    [
      'JSON Lines',
      'lines.jsonl',
      tools.map(tool => JSON.stringify({ server: 'harbour', ...tool })).join('\n'),
    ],
  ])('labels %s', async (_, name, text) => {
    const { code, stdout } = await runPlacard(['classify', fileWith(name, text), '--format', 'json'])
    expect(code).toBe(0)
    const { placard, servers, problems } = JSON.parse(stdout)
    expect(placard).toMatch(/^\d+\.\d+\.\d+/)
    expect(problems).toEqual([])
    expect(servers).toHaveLength(1)
    expect(servers[0].tools.map((tool: { name: string }) => tool.name)).toEqual(['list_ships', 'sink_ship'])
    expect(servers[0].tools[0]).toMatchObject({
      category: 'Read',
      risk: 'Read',
      severity: 'Low',
      graded: true,
    })
    expect(servers[0].tools[1]).toMatchObject({
      category: 'Destructive',
      risk: 'Destructive',
      severity: 'Critical',
    })
    expect(servers[0].tools[1].definitionHash).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(servers[0].tools[1].evidence[0]).toMatchObject({ toward: 'Destructive' })
  })

  test('reads standard input', async () => {
    const { code, stdout } = await runPlacard(['classify', '-', '--format', 'json'], JSON.stringify(tools))
    expect(code).toBe(0)
    expect(JSON.parse(stdout).servers[0].tools).toHaveLength(2)
  })

  test('runs a command after --, whose own options stay its own', async () => {
    const server = join(serversFolder, 'good.mjs')
    const { code, stdout } = await runPlacard([
      'classify',
      '--format',
      'json',
      '--',
      process.execPath,
      server,
      '--format',
      'x',
    ])
    expect(code).toBe(0)
    const [{ id, tools: labelled }] = JSON.parse(stdout).servers
    expect(id).toBe('local:fixture')
    expect(labelled.map((tool: { category: string }) => tool.category)).toEqual(['Read', 'Destructive'])
  })

  test('draws a table, worst tools first', async () => {
    const { code, stdout } = await runPlacard(['classify', fileWith('table.json', JSON.stringify(tools))])
    expect(code).toBe(0)
    expect(stdout).toMatch(/2 tools, 1 Critical, 1 Low/)
    expect(stdout.indexOf('sink_ship')).toBeGreaterThan(0)
    expect(stdout.indexOf('sink_ship')).toBeLessThan(stdout.indexOf('list_ships'))
  })

  test('exits with 1 where --fail-on is met, and with 0 where it is not', async () => {
    const path = fileWith('fail.json', JSON.stringify([tools[0]]))
    expect((await runPlacard(['classify', path, '--fail-on', 'Medium'])).code).toBe(0)
    expect((await runPlacard(['classify', path, '--fail-on', 'Low'])).code).toBe(1)
  })

  test('keeps hostile names as data, and off the terminal', async () => {
    const names = ['../../index', '__proto__', '<script>alert(1)</script>', '\u001b[2J\u202e'.repeat(600)]
    const path = fileWith('hostile.json', JSON.stringify(names.map(name => ({ name }))))
    const asJson = await runPlacard(['classify', path, '--format', 'json'])
    expect(JSON.parse(asJson.stdout).servers[0].tools.map((tool: { name: string }) => tool.name)).toEqual(
      names,
    )
    const asTable = await runPlacard(['classify', path])
    expect(asTable.code).toBe(0)
    expect(asTable.stdout).not.toMatch(/[\u001b\u202e]/)
  })
})

describe('servers that clients are set up to use', () => {
  const packages = join(import.meta.dirname, '../fixtures/packages')
  const configuration = JSON.stringify({
    mcpServers: {
      ships: { command: process.execPath, args: [join(serversFolder, 'good.mjs')] },
      bakery: { command: process.execPath, args: [join(packages, 'classes', 'index.js')] },
      closed: { command: 'no-such-program-here', args: [], disabled: true },
    },
  })

  test('are read from their source where a file names them, and not started', async () => {
    const { code, stdout } = await runPlacard([
      'classify',
      fileWith('mcp.json', configuration),
      '--format',
      'json',
    ])
    const { servers, problems } = JSON.parse(stdout)
    expect(servers.map(({ id, tools: { length } }: { id: string; tools: object[] }) => [id, length])).toEqual(
      [['local:bakery', 3]],
    )
    expect(problems.map(({ message }: { message: string }) => message)).toEqual([
      expect.stringMatching(/ships is a program of this machine.*run it/),
      expect.stringMatching(/^closed is turned off in .*mcp\.json$/),
    ])
    expect(code).toBe(0)
  })

  test('are started as the client would where --run is given', async () => {
    const path = fileWith('run.json', configuration)
    const { stdout } = await runPlacard(['classify', path, '--run', '--format', 'json', '--timeout', '20'])
    const { servers } = JSON.parse(stdout)
    expect(servers[0]).toMatchObject({ id: 'local:fixture', name: 'fixture' })
    expect(servers[0].tools).toHaveLength(2)
  })

  function atHome(home: string): Promise<Ran> {
    const environment = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), APPDATA: join(home, 'AppData') }
    const child = startPlacard(['classify', '--format', 'json'], environment)
    child.stdin!.end()
    return ended(child)
  }

  test('are found on this machine where no target is named', async () => {
    const home = mkdtempSync(join(folder, 'home-'))
    mkdirSync(join(home, '.cursor'))
    writeFileSync(join(home, '.cursor', 'mcp.json'), configuration)
    const { code, stdout } = await atHome(home)
    expect(JSON.parse(stdout).servers.map(({ id }: { id: string }) => id)).toEqual(['local:bakery'])
    expect(code).toBe(0)
  })

  test('are missed with a hint where there is no client', async () => {
    const { code, stderr } = await atHome(mkdtempSync(join(folder, 'home-')))
    expect(code).toBe(2)
    expect(stderr).toMatch(/No configuration of a client was found.*--help/)
  })
})

test('a folder of source is read without running it', async () => {
  const path = join(import.meta.dirname, '../fixtures/packages/classes')
  const { code, stdout } = await runPlacard(['classify', path, '--format', 'json'])
  expect(code).toBe(0)
  const [{ id, tools: labelled }] = JSON.parse(stdout).servers
  expect(id).toBe('local:classes')
  expect(labelled).toHaveLength(3)
})

describe('placard explain', () => {
  test('says why, for and against, of the tool that is named', async () => {
    const path = fileWith('explain.json', JSON.stringify(tools))
    const { code, stdout } = await runPlacard(['explain', 'sink_ship', path])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^sink_ship of local:explain\nDestructive, Critical, \d+\.\d% sure\n/)
    expect(stdout).toMatch(/\+\d+\.\d\d {2}\/description {2}“Deletes”/)
    expect(stdout).not.toContain('list_ships')
  })

  test('says so where there is no such tool', async () => {
    const { code, stderr } = await runPlacard([
      'explain',
      'raise_ship',
      fileWith('no.json', JSON.stringify(tools)),
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(/no tool named "raise_ship" among the 2/)
  })
})

describe('what cannot be done is one line and exit code 2', () => {
  test.each([
    ['a missing file', ['classify', '/no/such/file.json'], /There is no file/],
    ['a folder without a server', ['classify', import.meta.dirname], /shows no tool/],
    ['an id that is none', ['classify', 'npm:../up'], /is not an id/],
    ['a program that is not there', ['classify', '--', 'no-such-program-here'], /no-such-program-here/],
    [
      'a program that speaks no MCP',
      ['classify', '--', process.execPath, join(serversFolder, 'rubbish.mjs')],
      /not MCP/,
    ],
    ['a severity that is none', ['classify', '-', '--fail-on', 'Awful'], /Awful/],
    ['an unknown command', ['frobnicate'], /frobnicate/],
  ])('%s', async (_, words, message) => {
    const { code, stdout, stderr } = await runPlacard(words)
    expect(code).toBe(2)
    expect(`${stdout}${stderr}`).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('a broken line of JSON Lines loses nothing else', async () => {
    const lines = [
      JSON.stringify({ server: 'harbour', ...tools[0] }),
      '{ broken',
      JSON.stringify({ server: 'harbour', ...tools[1] }),
    ]
    const { stdout } = await runPlacard([
      'classify',
      fileWith('broken.jsonl', lines.join('\n')),
      '--format',
      'json',
    ])
    const { servers, problems } = JSON.parse(stdout)
    expect(servers[0].tools).toHaveLength(2)
    expect(problems).toHaveLength(1)
    expect(problems[0].message).toMatch(/line 2/)
  })
})
