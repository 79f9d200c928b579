import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  configurationFiles,
  findConfigurations,
  type Machine,
} from '../../../crawler/clients/find-configurations.ts'
import { clients, dialectOf, type System } from '../../../crawler/clients/known-clients.ts'
import { readAnyConfiguration } from '../../../crawler/clients/read-configuration.ts'

/** A machine with these files, at the places where clients look for them. */
function machineWith(files: { [path: string]: string }): Machine {
  const home = mkdtempSync(join(tmpdir(), 'placard-home-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  return { system: 'linux', home, environment: { NOTES_TOKEN: 'secret' }, project: join(home, 'project') }
}

const npx = { command: 'npx', args: ['-y', '@ada/notes@1.2.0', '--root', '/tmp'], env: { TOKEN: 'secret' } }
const npxPlace = {
  kind: 'npm',
  package: '@ada/notes',
  version: '1.2.0',
  args: ['--root', '/tmp'],
  environment: ['TOKEN'],
}
const address = 'https://mcp.example.com/mcp'
const json = (value: unknown) => JSON.stringify(value)
/** As clients write a variable of the environment. */
const variable = (name: string) => `$\{${name}}`

describe('a configuration of', () => {
  test.for<[string, string, string]>([
    ['claude-desktop', '.config/Claude/claude_desktop_config.json', json({ mcpServers: { notes: npx } })],
    ['claude-code', '.claude.json', json({ mcpServers: { notes: { type: 'stdio', ...npx } } })],
    ['claude-code', 'project/.mcp.json', json({ mcpServers: { notes: npx } })],
    ['cursor', '.cursor/mcp.json', json({ mcpServers: { notes: npx } })],
    ['vscode', '.config/Code/User/mcp.json', `{ // mine\n "servers": { "notes": ${json(npx)}, }, }`],
    ['vscode', '.config/Code/User/settings.json', json({ mcp: { servers: { notes: npx } } })],
    ['windsurf', '.codeium/windsurf/mcp_config.json', json({ mcpServers: { notes: npx } })],
    [
      'codex',
      '.codex/config.toml',
      '[mcp_servers.notes]\ncommand = "npx"\nargs = ["-y", "@ada/notes@1.2.0", "--root", "/tmp"]\n[mcp_servers.notes.env]\nTOKEN = "secret"\n',
    ],
    ['gemini-cli', '.gemini/settings.json', json({ theme: 'x', mcpServers: { notes: npx } })],
    ['zed', '.config/zed/settings.json', `{ "context_servers": { "notes": ${json(npx)} } } // end`],
    [
      'zed',
      'project/.zed/settings.json',
      json({ context_servers: { notes: { command: { path: 'npx', args: npx.args, env: npx.env } } } }),
    ],
    [
      'continue',
      '.continue/config.yaml',
      'mcpServers:\n  - name: notes\n    command: npx\n    args: ["-y", "@ada/notes@1.2.0", --root, /tmp]\n    env:\n      TOKEN: secret\n',
    ],
    [
      'goose',
      '.config/goose/config.yaml',
      'extensions:\n  developer: { type: builtin, enabled: true }\n  notes:\n    type: stdio\n    cmd: npx\n    args: ["-y", "@ada/notes@1.2.0", --root, /tmp]\n    envs: { TOKEN: secret }\n',
    ],
    [
      'opencode',
      '.config/opencode/opencode.json',
      json({ mcp: { notes: { type: 'local', command: ['npx', ...npx.args], environment: npx.env } } }),
    ],
    [
      'opencode',
      'project/opencode.json',
      json({
        mcp: { servers: { notes: { type: 'local', command: ['npx', ...npx.args], environment: npx.env } } },
      }),
    ],
  ])('%s, %s, is read', ([client, path, text]) => {
    const machine = machineWith({ [path]: text })
    const { servers, files, problems } = findConfigurations(machine)
    expect(problems).toEqual([])
    expect(files).toEqual([join(machine.home, path)])
    expect(servers).toEqual([
      {
        name: 'notes',
        client,
        file: join(machine.home, path),
        off: false,
        start: { kind: 'command', ...npx },
        place: npxPlace,
      },
    ])
  })

  test.for<[string, unknown, 'http' | 'sse']>([
    ['.cursor/mcp.json', { mcpServers: { far: { url: address } } }, 'http'],
    ['.cursor/mcp.json', { mcpServers: { far: { url: 'https://mcp.example.com/sse' } } }, 'sse'],
    ['.claude.json', { mcpServers: { far: { type: 'sse', url: address } } }, 'sse'],
    ['.gemini/settings.json', { mcpServers: { far: { httpUrl: address } } }, 'http'],
    ['.codeium/windsurf/mcp_config.json', { mcpServers: { far: { serverUrl: address } } }, 'http'],
    ['.config/Code/User/mcp.json', { servers: { far: { type: 'http', url: address } } }, 'http'],
  ])('an address in %s is one', ([path, value, transport]) => {
    const [server] = findConfigurations(machineWith({ [path]: json(value) })).servers
    expect(server?.start).toMatchObject({ kind: 'address', transport })
    expect(server?.place).toMatchObject({ kind: 'remote', transport })
  })
})

test('servers for one folder alone say which', () => {
  const machine = machineWith({
    '.claude.json': json({ projects: { '/work': { mcpServers: { notes: npx } } } }),
  })
  expect(findConfigurations(machine).servers.map(({ name, project }) => [name, project])).toEqual([
    ['notes', '/work'],
  ])
})

test('servers that are turned off are told apart', () => {
  const off = { one: { ...npx, disabled: true }, two: { ...npx, enabled: false }, three: npx }
  const { servers } = findConfigurations(machineWith({ '.cursor/mcp.json': json({ mcpServers: off }) }))
  expect(servers.map(({ name, off }) => [name, off])).toEqual([
    ['one', true],
    ['two', true],
    ['three', false],
  ])
})

test('variables are filled in, and their values are not in the place', () => {
  const entry = {
    url: address,
    headers: {
      Authorization: `Bearer ${variable('env:NOTES_TOKEN')}`,
      X: variable('UNSET:-none') + variable('UNSET'),
    },
  }
  const [server] = findConfigurations(
    machineWith({ '.cursor/mcp.json': json({ mcpServers: { far: entry } }) }),
  ).servers
  expect(server?.start).toMatchObject({
    headers: { Authorization: 'Bearer secret', X: `none${variable('UNSET')}` },
  })
  expect(server?.place).toEqual({
    kind: 'remote',
    url: address,
    transport: 'http',
    headers: ['Authorization', 'X'],
  })
})

test('a broken file is a problem, and the others are read', () => {
  const files = {
    '.cursor/mcp.json': '{ "mcpServers": \n oops }',
    '.gemini/settings.json': json({ mcpServers: { notes: npx } }),
  }
  const { servers, problems } = findConfigurations(machineWith(files))
  expect(servers.map(({ client }) => client)).toEqual(['gemini-cli'])
  expect(problems.length).toBe(1)
  expect(problems[0]).toMatch(/mcp\.json \(Cursor\) cannot be read: line 2 is not JSON/)
})

test('entries that make no sense are left out', () => {
  const mcpServers = {
    none: {},
    list: [],
    text: 'npx',
    empty: { command: '' },
    file: { url: 'file:///etc/passwd' },
    notes: npx,
  }
  const { servers } = findConfigurations(machineWith({ '.cursor/mcp.json': json({ mcpServers }) }))
  expect(servers.map(({ name }) => name)).toEqual(['notes'])
  expect(findConfigurations(machineWith({ '.cursor/mcp.json': '' }))).toMatchObject({
    servers: [],
    problems: [],
  })
})

test('names are nobody’s keys', () => {
  const text =
    '{"mcpServers":{"__proto__":{"command":"node","args":["x"]},"con\\u001b[31mstructor":{"command":"node"}}}'
  const servers = readAnyConfiguration(text, 'x.json', {}) ?? []
  expect(servers.every(({ name }) => !/[\u0000-\u001f]/.test(name))).toBe(true)
  expect(({} as { command?: string }).command).toBeUndefined()
})

test('a file is read whichever client’s it is', () => {
  expect(readAnyConfiguration(json({ servers: { notes: npx } }), 'x.json', {})?.[0]?.place).toEqual(npxPlace)
  expect(
    readAnyConfiguration('[mcp_servers.n]\ncommand = "uvx"\nargs = ["ada-notes"]', 'config.toml', {})?.[0]
      ?.place,
  ).toEqual({
    kind: 'pypi',
    package: 'ada-notes',
  })
  expect(readAnyConfiguration(json({ tools: [] }), 'x.json', {})).toBe(null)
})

describe('what is known of clients', () => {
  test.for<[System, string, string]>([
    ['macos', 'claude-desktop', '/home/ada/Library/Application Support/Claude/claude_desktop_config.json'],
    ['windows', 'claude-desktop', 'C:\\Roaming\\Claude\\claude_desktop_config.json'],
    ['windows', 'zed', 'C:\\Roaming\\Zed\\settings.json'],
    ['macos', 'zed', '/home/ada/.config/zed/settings.json'],
    ['linux', 'zed', '/xdg/zed/settings.json'],
    ['macos', 'codex', '/home/ada/.codex/config.toml'],
  ])('on %s, %s keeps them in %s', ([system, id, path]) => {
    const environment = { APPDATA: 'C:\\Roaming', XDG_CONFIG_HOME: '/xdg' }
    const files = configurationFiles({ system, home: '/home/ada', environment })
    expect(files.filter(({ client }) => client.id === id).map(file => file.path)).toContain(path)
  })

  test.for(clients.map(client => [client.id, client] as const))(
    '%s has a dialect and files',
    ([, client]) => {
      expect(dialectOf(client).command).toMatch(/^\w+$/)
      expect(client.files.length).toBeGreaterThan(0)
      for (const file of client.files) {
        expect(Object.keys(file.paths).sort()).toEqual(['linux', 'macos', 'windows'])
        for (const path of Object.values(file.paths))
          expect(path).toMatch(/^\{(home|config|appData|project)\}\/[^{}\\]+$/)
      }
    },
  )
})
