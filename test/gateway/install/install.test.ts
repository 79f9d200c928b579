import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import data from '../../../data/clients.json' with { type: 'json' }
import {
  type Detour,
  type Entry,
  entriesOf,
  openInstallations,
  planInstall,
  planUninstall,
} from '../../../gateway/install/index.ts'
import { ownFolder } from '../open-state.ts'
import { clientFile, examples } from './clients.ts'

const folder = ownFolder()
let count = 0
let path: string
let kept: ReturnType<typeof openInstallations>
beforeEach(() => {
  path = join(folder, `file-${++count}`)
  kept = openInstallations(join(folder, `backups-${count}`))
})

const now = new Date(1_800_000_000_000)
const command = '/opt/node'
const detourOf = ({ start }: Entry): Detour =>
  start.kind === 'program'
    ? { command, args: ['placard', 'gateway', '--', start.command, ...start.args] }
    : {
        command,
        args: ['placard', 'gateway', '--url', start.url],
        environment: start.headers.map(([, value], index) => [`PLACARD_HEADER_${index + 1}`, value]),
      }
const install = (client: string) => {
  const file = clientFile(client, path)
  const entries = entriesOf(file)
  const plan = planInstall(
    file,
    entries.map(entry => ({ entry, detour: detourOf(entry) })),
    kept,
    now,
  )
  plan.carryOut()
  return { file, plan, entries }
}
const bytes = () => readFileSync(path)

test('every client that is known is tried', () => {
  expect(examples.map(([client]) => client).sort()).toEqual(data.clients.map(({ id }) => id).sort())
})

describe.each(examples)('%s', (client, text) => {
  beforeEach(() => writeFileSync(path, text))

  test('reaches every server through the gateway', () => {
    const before = entriesOf(clientFile(client, path))
    expect(before.length).toBeGreaterThan(0)
    const { file, plan } = install(client)
    const after = entriesOf(file)
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name))
    for (const [index, { start }] of after.entries()) {
      const was = before[index]!.start
      const rest = was.kind === 'program' ? ['--', was.command, ...was.args] : ['--url', was.url]
      expect(start).toEqual({ kind: 'program', command, args: ['placard', 'gateway', ...rest] })
    }
    expect(plan.difference).toContain('+')
  })

  test('keeps its comments and all else', () => {
    install(client)
    const after = bytes().toString()
    const comments = text.match(/(?<!:)\/\/.*|\/\*.*?\*\/|(?<=\s|^)#.*/gm) ?? []
    // A comment on what is taken out or replaced as a whole goes with it.
    const gone = ['# there', '# yes', '# pinned', '# the runner'].filter(comment => !after.includes(comment))
    for (const comment of comments.map(one => one.trim()))
      if (!gone.includes(comment)) expect(after).toContain(comment)
    if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n')
    expect(after.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'))
    if (client === 'codex') expect(after).not.toMatch(/,\s*\}/)
    for (const word of [
      'KEY',
      'timeout',
      'theme',
      'vim_mode',
      'GOOSE_MODEL',
      'approval_mode',
      '"other": [1, 2]',
    ])
      if (text.includes(word)) expect(after).toContain(word)
  })

  test('is put back to the byte', () => {
    chmodSync(path, 0o640)
    install(client)
    expect(bytes().toString()).not.toBe(text)
    const plan = planUninstall(clientFile(client, path), kept)!
    plan.carryOut()
    expect(bytes().equals(Buffer.from(text))).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(planUninstall(clientFile(client, path), kept)).toBeNull()
  })

  test('is put back to the byte after it was installed twice', () => {
    install(client)
    install(client)
    planUninstall(clientFile(client, path), kept)!.carryOut()
    expect(bytes().toString()).toBe(text)
  })
})

describe('a file that was changed since', () => {
  const text = examples.find(([client]) => client === 'vscode')![1]
  beforeEach(() => {
    writeFileSync(path, text)
    install('vscode')
  })
  const change = (from: string, to: string) => {
    const now = bytes().toString()
    expect(now).toContain(from)
    writeFileSync(path, now.replace(from, to))
  }

  test('keeps the change when the rest is put back', () => {
    change('"promptString"', '"pickString"')
    const plan = planUninstall(clientFile('vscode', path), kept)!
    expect(plan.left).toEqual([])
    plan.carryOut()
    const entries = entriesOf(clientFile('vscode', path))
    expect(entries.map(({ start }) => start.kind)).toEqual(['program', 'address'])
    expect(entries[0]!.start).toMatchObject({ command: 'docker', args: ['run', '-i', 'db'] })
    expect(entries[1]!.start).toMatchObject({ headers: [['X-Key', '\u0024{input:key}']] })
    expect(bytes().toString()).toContain('"pickString"')
    expect(bytes().toString()).toContain('/* what they need */')
  })

  test('keeps what somebody else has put into an entry, and says so', () => {
    change('"/opt/node"', '"/usr/bin/other"')
    const plan = planUninstall(clientFile('vscode', path), kept)!
    expect(plan.left).toEqual([['servers', 'db', 'command']])
    plan.carryOut()
    expect(bytes().toString()).toContain('/usr/bin/other')
  })

  test('that lost an entry is no obstacle', () => {
    writeFileSync(path, '{ "servers": {} }')
    planUninstall(clientFile('vscode', path), kept)!.carryOut()
    expect(bytes().toString()).toBe('{ "servers": {} }')
  })

  test('between looking and doing is left alone', () => {
    const plan = planUninstall(clientFile('vscode', path), kept)!
    change('promptString', 'pickString')
    const before = bytes()
    expect(() => plan.carryOut()).toThrow('has changed in the meantime')
    expect(bytes().equals(before)).toBe(true)
  })
})

describe('the file', () => {
  const [, text] = examples[0]!
  test('behind a link is changed, and the link stays', () => {
    const real = `${path}.real`
    writeFileSync(real, text)
    symlinkSync(real, path)
    install('claude-desktop')
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(readFileSync(real, 'utf8')).toContain(command)
    planUninstall(clientFile('claude-desktop', path), kept)!.carryOut()
    expect(readFileSync(real, 'utf8')).toBe(text)
  })

  test('with secrets is backed up for its owner only', () => {
    writeFileSync(path, text)
    install('claude-desktop')
    const [{ file, installation }] = kept.of(path) as [ReturnType<typeof kept.of>[number]]
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(installation.original, 'base64').toString()).toBe(text)
  })

  test.each([
    ['that is no JSON', 'claude-desktop', '{"mcpServers": {'],
    ['that is no TOML', 'codex', '[mcp_servers.x\n'],
    ['that is no YAML', 'goose', 'extensions: [\n'],
  ])('%s is refused', (_what, client, bad) => {
    writeFileSync(path, bad)
    expect(() => entriesOf(clientFile(client, path))).toThrow()
    expect(bytes().toString()).toBe(bad)
  })

  test('that is not UTF-8 is refused', () => {
    writeFileSync(path, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))
    expect(() => entriesOf(clientFile('cursor', path))).toThrow('UTF-8')
  })

  test('without servers, or with others than expected, has none', () => {
    for (const other of [
      '{}',
      '{"mcpServers": null}',
      '{"mcpServers": {"x": 5}}',
      '{"mcpServers": {"x": {}}}',
      '{"mcpServers": []}',
      ' ',
    ]) {
      writeFileSync(path, other)
      expect(entriesOf(clientFile('cursor', path))).toEqual([])
    }
  })

  test('with a key that stands twice is not changed, for nobody knows which one counts', () => {
    writeFileSync(path, '{"mcpServers": {"x": {"command": "a", "command": "b", "args": []}}}')
    const before = bytes()
    expect(() => install('cursor')).toThrow('cannot be changed safely')
    expect(bytes().equals(before)).toBe(true)
  })
})
