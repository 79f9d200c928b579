import { expect, test } from 'vitest'
import { readServerJson } from '../../../crawler/sources/read-server-json.ts'
import { registrySource } from '../../../crawler/sources/registry.ts'
import { keepsTheContract } from './contract.ts'
import { registryIds, registryWorld } from './registry-world.ts'
import { everyFound, serveWorld, visitTo, walk } from './serve-world.ts'

keepsTheContract({
  name: 'the official registry',
  open: origin => registrySource({ origin }),
  world: registryWorld,
  ids: registryIds,
  change(world) {
    const { entries } = world as ReturnType<typeof registryWorld>
    const updatedAt = '2026-11-24T01:00:00Z'
    Object.assign(entries[0]!, { status: 'deleted', updatedAt })
    Object.assign(entries[1]!, { status: 'deprecated', updatedAt })
    Object.assign(entries[2]!.server, { name: 'com.example/renamed' })
    Object.assign(entries[2]!, { updatedAt })
    return {
      'npm:@ada/notes': 'deleted',
      'pypi:bob-old': 'deprecated',
      'remote:https://far.example.com/mcp': 'active',
    }
  },
})

async function readAll() {
  const world = registryWorld()
  const host = await serveWorld(world)
  return {
    world,
    host,
    pages: await walk(registrySource({ origin: host.origin }), visitTo(host, world).visit),
  }
}

test('an entry is read whole', async () => {
  const { pages } = await readAll()
  expect(everyFound(pages).get('npm:@ada/notes')).toEqual({
    id: 'npm:@ada/notes',
    aliases: ['oci:ghcr.io/ada/notes', 'nuget:ada.notes', 'registry:io.github.ada/notes'],
    claims: ['remote:https://notes.example.com/mcp', 'github:ada/notes/packages/server'],
    name: 'io.github.ada/notes',
    description: 'Keeps notes.',
    version: '1.2.0',
    homepage: 'https://notes.example.com',
    repository: 'https://github.com/ada/notes/tree/HEAD/packages/server',
    status: 'active',
    updatedAt: '2026-05-01T10:00:00Z',
    places: [
      {
        kind: 'npm',
        package: '@ada/notes',
        version: '1.2.0',
        args: ['--root', '/tmp'],
        environment: ['NOTES_TOKEN'],
      },
      { kind: 'oci', image: 'ghcr.io/ada/notes:1.2.0' },
      { kind: 'remote', url: 'https://notes.example.com/mcp', transport: 'http', headers: ['Authorization'] },
      { kind: 'github', repository: 'ada/notes', folder: 'packages/server' },
    ],
  })
})

test('an entry of an earlier schema is read too', async () => {
  const { pages } = await readAll()
  expect(everyFound(pages).get('pypi:bob-old')).toMatchObject({
    aliases: ['registry:io.github.bob/old'],
    claims: ['remote:https://bob.example.com/sse'],
    version: '0.1.0',
    places: [
      { kind: 'pypi', package: 'Bob_Old', version: '0.1.0', environment: ['KEY'] },
      { kind: 'remote', url: 'https://bob.example.com/sse', transport: 'sse' },
    ],
  })
})

test('what is no entry is counted, not guessed at', async () => {
  const { pages } = await readAll()
  expect(pages.flatMap(page => page.problems)).toEqual([
    'an entry was left out: “no name at all” is no name of a server',
    'an entry was left out: it has no name',
    'an entry was left out: it has no name',
  ])
})

test('a registry that has forgotten a cursor is read from its start', async () => {
  const world = registryWorld()
  const host = await serveWorld(world)
  const state = { cursor: 'of another registry', started: '2026-11-23T10:00:00Z' }
  const pages = await walk(registrySource({ origin: host.origin }), visitTo(host, world, { state }).visit)
  expect([...everyFound(pages).keys()].sort()).toEqual([...registryIds].sort())
})

test('a registry that goes in circles is left', async () => {
  const world = { answer: () => ({ body: { servers: [], metadata: { nextCursor: 'again' } } }) }
  const host = await serveWorld(world)
  const source = registrySource({ origin: host.origin })
  await expect(walk(source, visitTo(host, world).visit)).rejects.toThrow('the same page')
})

test('the first entry after a pass is asked for from before it began', async () => {
  const { world, host, pages } = await readAll()
  const { state } = pages.at(-1)!
  expect(state).toEqual({ since: '2026-11-23T11:50:00.000Z' })
  host.asked.length = 0
  await walk(registrySource({ origin: host.origin }), visitTo(host, world, { state }).visit)
  expect(host.asked.map(({ path }) => path)).toEqual([
    '/v0.1/servers?limit=100&version=latest&updated_since=2026-11-23T11%3A50%3A00.000Z',
  ])
})

test.for([null, 7, 'x', [], { name: 'x' }, { name: 'a/b', packages: 'x', remotes: {}, repository: 'x' }])(
  'nothing that says it is a server.json breaks the reading: %o',
  value => {
    const found = readServerJson(value)
    expect(found === null || found.id === 'registry:a/b').toBe(true)
  },
)
