import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Place } from '../../../crawler/sources/index.ts'
import { mcpbSource } from '../../../crawler/sources/mcpb.ts'
import { ociSource } from '../../../crawler/sources/oci.ts'
import { readImageName } from '../../../crawler/sources/oci-labels.ts'
import { makeZip } from '../archive/make-zip.ts'
import { keepsTheContract } from './contract.ts'
import { everyFound, type Reply, serveWorld, visitTo, type World, walk } from './serve-world.ts'

const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/** A registry of images that wants a token from whoever asks. */
function imageWorld(): World & { gone: Set<string> } {
  const names = ['ada/notes', 'ada/plain', 'ada/old']
  const documents = new Map<string, Map<string, Buffer>>()
  for (const name of names) documents.set(name, documentsOf(name))
  const world = {
    gone: new Set<string>(),
    known: [...names, 'ada/never'].map(name => ({
      kind: 'oci' as const,
      image: `images.example/${name}:1.0`,
    })),
    answer(
      url: URL,
      request: { headers: { authorization?: string | undefined } },
      origin: string,
    ): Reply | null {
      if (url.pathname === '/token') return { body: { token: `for ${url.searchParams.get('scope')}` } }
      const [, name = '', what = ''] =
        /^\/v2\/(ada\/\w+)\/(?:manifests|blobs)\/(.+)$/.exec(url.pathname) ?? []
      const scope = `repository:${name}:pull`
      if (request.headers.authorization !== `Bearer for ${scope}`)
        return {
          status: 401,
          headers: { 'www-authenticate': `Bearer realm="${origin}/token",service="images",scope="${scope}"` },
        }
      const body = world.gone.has(name) ? undefined : documents.get(name)?.get(what)
      return body === undefined ? null : { body }
    },
  }
  return world
}

function documentsOf(name: string): Map<string, Buffer> {
  const labels = {
    'org.opencontainers.image.source': `https://github.com/${name}`,
    'org.opencontainers.image.description': 'Keeps notes.\u001b[31m',
    'org.opencontainers.image.version': '1.0',
    'io.modelcontextprotocol.server.name': `io.github.${name}`,
  }
  const config = Buffer.from(
    JSON.stringify({ config: name === 'ada/plain' ? {} : { Labels: labels }, padding: 'x'.repeat(500) }),
  )
  const manifest = Buffer.from(
    JSON.stringify({ config: { digest: `sha256:${hash(config)}` }, layers: [], padding: 'x'.repeat(500) }),
  )
  const list = Buffer.from(
    JSON.stringify({
      manifests: [
        { digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'windows', architecture: 'amd64' } },
        { digest: `sha256:${hash(manifest)}`, platform: { os: 'linux', architecture: 'amd64' } },
      ],
      padding: 'x'.repeat(500),
    }),
  )
  return new Map([
    [`sha256:${hash(config)}`, config],
    [`sha256:${hash(manifest)}`, manifest],
    ['1.0', name === 'ada/old' ? manifest : list],
  ])
}

keepsTheContract({
  name: 'a registry of images',
  open: origin => ociSource({ originOf: () => origin }),
  world: imageWorld,
  ids: ['ada/notes', 'ada/plain', 'ada/old', 'ada/never'].map(name => `oci:images.example/${name}`),
  change(world) {
    ;(world as ReturnType<typeof imageWorld>).gone.add('ada/plain')
    return {
      'oci:images.example/ada/plain': 'deleted',
      'oci:images.example/ada/never': 'deleted',
      'oci:images.example/ada/notes': 'active',
    }
  },
})

test('an image says in its labels where it is at home', async () => {
  const world = imageWorld()
  const host = await serveWorld(world)
  const source = ociSource({ originOf: () => host.origin })
  expect(
    everyFound(await walk(source, visitTo(host, world).visit)).get('oci:images.example/ada/notes'),
  ).toEqual({
    id: 'oci:images.example/ada/notes',
    aliases: [],
    claims: ['github:ada/notes', 'registry:io.github.ada/notes'],
    name: 'images.example/ada/notes',
    description: 'Keeps notes.',
    version: '1.0',
    repository: 'https://github.com/ada/notes',
    status: 'active',
    places: [{ kind: 'oci', image: 'images.example/ada/notes:1.0' }],
  })
})

test('a configuration that is not what its manifest says is not believed', async () => {
  const world = imageWorld()
  const host = await serveWorld({
    ...world,
    answer(url, request, origin) {
      const reply = world.answer(url, request, origin)
      return url.pathname.includes('/blobs/') && reply?.body ? { body: { config: { Labels: {} } } } : reply
    },
  })
  const pages = await walk(ociSource({ originOf: () => host.origin }), visitTo(host, world).visit)
  expect(pages.flatMap(page => page.problems).length).toBe(3)
})

test.for<[string, string]>([
  ['mcp/notes', 'registry-1.docker.io mcp/notes latest'],
  ['notes:1', 'registry-1.docker.io library/notes 1'],
  ['docker.io/mcp/notes:1', 'registry-1.docker.io mcp/notes 1'],
  ['ghcr.io/ada/notes@sha256:00', 'ghcr.io ada/notes sha256:00'],
  ['ghcr.io/ada/notes:1.0@sha256:00', 'ghcr.io ada/notes sha256:00'],
  ['localhost:5000/notes', 'localhost:5000 notes latest'],
])('the image %s is %s', ([image, name]) => {
  expect(Object.values(readImageName(image)).join(' ')).toBe(name)
})

const bundle = (manifest: object) =>
  makeZip([
    { path: 'manifest.json', data: JSON.stringify(manifest) },
    { path: 'server/index.js', data: 'x'.repeat(5000) },
  ])
const good = bundle({
  manifest_version: '0.3',
  name: 'notes',
  display_name: 'Notes\u0000',
  version: '1.0.0',
  description: 'Keeps notes.',
  repository: { type: 'git', url: 'https://github.com/ada/notes' },
  tools: [{ name: 'add_note', description: 'Adds a note.' }, { description: 'no name' }],
})

/** Bundles at addresses of this machine: the registry gives any address. */
function bundleWorld(): { world: World & { known: Place[] }; bundles: Map<string, Buffer> } {
  const bundles = new Map([
    ['/good.mcpb', good],
    ['/other.mcpb', bundle({ name: 'other', tools: 'x' })],
  ])
  const world: World & { known: Place[] } = {
    known: [],
    answer: ({ pathname }) => (bundles.has(pathname) ? { body: bundles.get(pathname) } : null),
  }
  return { world, bundles }
}

test('a bundle tells of itself and its tools', async () => {
  const { world } = bundleWorld()
  const host = await serveWorld(world)
  const at = (path: string, sha256?: string): Place => ({
    kind: 'mcpb',
    url: `${host.origin.replace('http:', 'https:')}${path}`,
    ...(sha256 === undefined ? {} : { sha256 }),
  })
  world.known = [
    at('/good.mcpb', hash(good)),
    at('/other.mcpb', hash(good)),
    at('/gone.mcpb'),
    at('/../x.mcpb'),
  ]
  const { visit } = visitTo(host, world)
  // The registry takes addresses with encryption alone; there is none on this machine.
  const fetch: typeof visit.network.fetch = (url, init) =>
    visit.network.fetch(String(url).replace('https:', 'http:'), init)
  const pages = await walk(mcpbSource(), { ...visit, network: { ...visit.network, fetch } })
  const found = [...everyFound(pages).values()]
  expect(found.map(({ name, status, published }) => [name, status, published?.length])).toEqual([
    [expect.stringContaining('/x.mcpb'), 'deleted', undefined],
    [expect.stringContaining('/gone.mcpb'), 'deleted', undefined],
    ['notes', 'active', 1],
  ])
  expect(found.at(-1)).toMatchObject({ title: 'Notes', claims: ['github:ada/notes'] })
  expect(pages.flatMap(page => page.problems)).toEqual([
    expect.stringMatching(/other\.mcpb is another file than the registry vouches for$/),
  ])
})
