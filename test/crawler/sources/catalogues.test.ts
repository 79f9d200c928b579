import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { create } from 'tar'
import { beforeAll, expect, test } from 'vitest'
import { dockerSource } from '../../../crawler/sources/docker-catalogue.ts'
import { toolsdkSource } from '../../../crawler/sources/toolsdk-catalogue.ts'
import { keepsTheContract } from './contract.ts'
import { everyFound, serveWorld, visitTo, type World, walk } from './serve-world.ts'

const commit = 'a'.repeat(40)
const docker = {
  'servers/notes/server.yaml': `name: notes\nimage: mcp/notes\ntype: server\nabout:\n  title: Notes\n  description: Keeps notes.\nsource:\n  project: https://github.com/ada/all\n  directory: packages/notes\n  commit: ${commit}\n`,
  'servers/notes/tools.json': JSON.stringify([
    { name: 'add_note', description: 'Adds a note.', annotations: { readOnlyHint: false } },
    {
      name: 'find_notes',
      arguments: [
        { name: 'text', type: 'string', desc: 'What to find' },
        { name: 'most', type: 'integer', optional: true },
      ],
    },
    { description: 'no name' },
  ]),
  'servers/far/server.yaml':
    'name: far\ntype: remote\nremote:\n  transport_type: sse\n  url: https://far.example.com/sse\n',
  'servers/far/tools.json': '[]',
  'servers/commands/server.yaml':
    'name: commands\ntype: poci\ntools:\n  - name: run\n    description: Runs.\n    parameters: { type: object, properties: { args: { type: array } } }\nsource:\n  project: https://github.com/ada/commands\n',
  'servers/broken/server.yaml': 'name: [',
  'servers/nowhere/server.yaml': 'name: nowhere\n',
  'servers/notes/readme.md': 'x',
  'cmd/main.go': 'x',
}
const toolsdk = {
  'indexes/packages-list.json': JSON.stringify({
    '@ada/notes': {
      category: 'x',
      path: 'x/notes.json',
      validated: true,
      tools: { add_note: { name: 'add_note', description: 'Adds a note.' }, junk: 7 },
    },
    'ada-notes': { category: 'x', path: 'x/python.json', validated: false, tools: {} },
    '@toolsdk-remote/far': { category: 'x', path: 'x/far.json' },
    'no such (package)': { category: 'x', path: 'x/none.json' },
    'not there': { category: 'x', path: '../../../etc/passwd' },
  }),
  'packages/x/notes.json': JSON.stringify({
    packageName: '@ada/notes',
    name: 'Notes',
    description: 'Keeps notes.',
    url: 'https://github.com/ada/all/tree/main/packages/notes',
    runtime: 'node',
    bin: 'notes',
    binArgs: ['serve'],
  }),
  'packages/x/python.json': JSON.stringify({
    packageName: 'ada-notes',
    url: 'https://github.com/ada/notes',
    runtime: 'python',
  }),
  'packages/x/far.json': JSON.stringify({
    packageName: '@toolsdk-remote/far',
    url: 'https://far.example.com',
    runtime: 'node',
    remotes: [{ type: 'streamable-http', url: 'https://far.example.com/mcp' }],
  }),
  'packages/x/none.json': JSON.stringify({
    packageName: 'no such (package)',
    url: 'https://example.com',
    runtime: 'go',
  }),
}

const tarballs = new Map<string, Buffer>()
beforeAll(async () => {
  tarballs.set('/docker/mcp-registry/tar.gz/HEAD', await tarball(docker))
  tarballs.set('/toolsdk-ai/toolsdk-mcp-registry/tar.gz/HEAD', await tarball(toolsdk))
})

/** As GitHub packs a repository: all of it in one folder. */
async function tarball(files: { [path: string]: string }): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'placard-test-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'repository-main', path)), { recursive: true })
      writeFileSync(join(folder, 'repository-main', path), text)
    }
    return await buffer(create({ gzip: true, cwd: folder }, ['repository-main']))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function gitWorld(): World {
  return { answer: ({ pathname }) => (tarballs.has(pathname) ? { body: tarballs.get(pathname) } : null) }
}

keepsTheContract({
  name: "Docker's catalogue",
  open: origin => dockerSource({ origin }),
  world: gitWorld,
  ids: ['oci:mcp/notes', 'remote:https://far.example.com/sse', 'github:ada/commands'],
})
keepsTheContract({
  name: "ToolSDK's catalogue",
  open: origin => toolsdkSource({ origin }),
  world: gitWorld,
  ids: ['npm:@ada/notes', 'pypi:ada-notes', 'remote:https://far.example.com/mcp'],
})

test('Docker publishes what tools it has seen', async () => {
  const host = await serveWorld(gitWorld())
  const pages = await walk(dockerSource({ origin: host.origin }), visitTo(host, gitWorld()).visit)
  const found = everyFound(pages)
  expect(found.get('oci:mcp/notes')).toEqual({
    id: 'oci:mcp/notes',
    aliases: [],
    claims: ['github:ada/all/packages/notes'],
    name: 'notes',
    title: 'Notes',
    description: 'Keeps notes.',
    repository: 'https://github.com/ada/all/tree/HEAD/packages/notes',
    status: 'active',
    places: [
      { kind: 'oci', image: 'mcp/notes' },
      { kind: 'github', repository: 'ada/all', folder: 'packages/notes', ref: commit },
    ],
    published: [
      { name: 'add_note', description: 'Adds a note.', annotations: { readOnlyHint: false } },
      {
        name: 'find_notes',
        inputSchema: {
          type: 'object',
          properties: { text: { type: 'string', description: 'What to find' }, most: { type: 'integer' } },
          required: ['text'],
        },
      },
    ],
  })
  expect(found.get('remote:https://far.example.com/sse')?.published).toBeUndefined()
  expect(found.get('github:ada/commands')?.published).toHaveLength(1)
  expect(pages.flatMap(page => page.problems)).toHaveLength(3)
})

test('ToolSDK publishes names and descriptions', async () => {
  const host = await serveWorld(gitWorld())
  const pages = await walk(toolsdkSource({ origin: host.origin }), visitTo(host, gitWorld()).visit)
  expect(everyFound(pages).get('npm:@ada/notes')).toMatchObject({
    name: 'Notes',
    claims: ['github:ada/all/packages/notes'],
    places: [
      { kind: 'npm', package: '@ada/notes', bin: 'notes', args: ['serve'] },
      { kind: 'github', repository: 'ada/all', folder: 'packages/notes' },
    ],
    published: [{ name: 'add_note', description: 'Adds a note.' }],
  })
  expect(pages.flatMap(page => page.problems)).toHaveLength(3)
})

test('a catalogue that is gone is a failure', async () => {
  const world = { answer: () => null }
  const host = await serveWorld(world)
  for (const source of [dockerSource({ origin: host.origin }), toolsdkSource({ origin: host.origin })])
    await expect(walk(source, visitTo(host, world).visit)).rejects.toThrow('is gone')
})
