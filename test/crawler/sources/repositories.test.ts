import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { resolveServers } from '../../../crawler/identity/resolve-servers.ts'
import { npmSource, repositoriesSource } from '../../../crawler/sources/index.ts'
import { keepsTheContract } from './contract.ts'
import { everyFound, type Reply, serveWorld, visitTo, type World, walk } from './serve-world.ts'

type Repository = { files: { [path: string]: unknown }; facts?: object; release?: string }

const sdk = { '@modelcontextprotocol/sdk': '1.0.0' }
const packageJson = (name: string, more = {}) => ({
  name,
  version: '2.0.0',
  dependencies: sdk,
  description: 'Keeps notes.',
  ...more,
})

function repositories(): { [name: string]: Repository } {
  return {
    'ada/one': {
      files: { 'package.json': packageJson('@ada/one'), 'README.md': 'x'.repeat(3000) },
      release: 'v2.1.0',
    },
    'ada/all': {
      files: {
        'package.json': { name: 'root', private: true },
        'packages/notes/package.json': packageJson('@ada/notes'),
        'packages/python/pyproject.toml':
          '[project]\nname = "Ada_Python"\nversion = "1.0"\ndependencies = ["mcp[cli]>=1.2"]\n',
        'packages/library/package.json': { name: '@ada/library', dependencies: { zod: '4' } },
        'packages/registered/server.json': {
          name: 'io.github.ada/registered',
          description: 'x',
          version: '3.0',
          packages: [{ registryType: 'npm', identifier: '@ada/registered' }],
        },
        'examples/x/package.json': packageJson('@ada/example'),
        'broken/package.json': '{',
        'broken/pyproject.toml': '[[',
      },
    },
    'ada/old': {
      files: {
        'pyproject.toml':
          '[tool.poetry]\nname = "old"\nversion = "0.1"\n[tool.poetry.dependencies]\nfastmcp = "^2"\n',
      },
      facts: { archived: true },
    },
    'eve/one': { files: { 'package.json': packageJson('@ada/one') }, facts: { fork: true } },
    'ada/secret': { files: { 'package.json': packageJson('@ada/secret') }, facts: { private: true } },
    'ada/named-anew': { files: { 'package.json': packageJson('@ada/named') } },
  }
}
const known = ['Ada/One', 'ada/all', 'ada/old', 'eve/one', 'ada/secret', 'ada/was-called', 'ada/gone']

const bytesOf = (file: unknown) => Buffer.from(typeof file === 'string' ? file : JSON.stringify(file))
const shaOf = (file: unknown) => createHash('sha1').update(bytesOf(file)).digest('hex')

function apiWorld(): World & { all: { [name: string]: Repository } } {
  const all = repositories()
  return {
    all,
    known: known.map(repository => ({ kind: 'github' as const, repository })),
    answer({ pathname }, _request, origin): Reply | null {
      const [, owner = '', repo = '', rest = ''] =
        /^\/repos\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(pathname) ?? []
      const name = `${owner}/${repo}`.toLowerCase()
      if (name === 'ada/was-called')
        return {
          status: 301,
          headers: { location: `${origin}/repos/ada/named-anew` },
          body: { message: 'Moved' },
        }
      const one = all[name]
      if (one === undefined) return null
      if (rest === '')
        return {
          body: {
            full_name: name,
            description: 'A repository.',
            pushed_at: '2026-05-01T10:00:00Z',
            padding: 'x'.repeat(500),
            ...one.facts,
          },
        }
      if (rest === 'releases/latest')
        return one.release === undefined ? null : { body: { tag_name: one.release } }
      if (rest === 'git/trees/HEAD') {
        const files = Object.entries(one.files).map(([path, file]) => ({
          path,
          type: 'blob',
          sha: shaOf(file),
          size: bytesOf(file).length,
        }))
        return {
          body: {
            sha: 'x',
            truncated: false,
            tree: [{ path: 'packages', type: 'tree', sha: 'x' }, ...files],
          },
        }
      }
      const file = Object.values(one.files).find(content => rest === `git/blobs/${shaOf(content)}`)
      return file === undefined
        ? null
        : { body: { encoding: 'base64', content: bytesOf(file).toString('base64') } }
    },
  }
}

keepsTheContract({
  name: 'repositories, with a token,',
  open: origin => repositoriesSource({ origin, token: 'secret', throttle: { retryAfterBaseValue: 1 } }),
  world: apiWorld,
  ids: [
    'github:ada/one',
    'github:ada/all',
    'github:ada/all/packages/notes',
    'github:ada/all/packages/python',
    'github:ada/all/packages/registered',
    'github:ada/old',
    'github:eve/one',
    'github:ada/named-anew',
    'github:ada/gone',
  ],
  change(world) {
    const { all } = world as ReturnType<typeof apiWorld>
    all['ada/one']!.facts = { archived: true }
    all['ada/all']!.facts = { disabled: true }
    return {
      'github:ada/one': 'deprecated',
      'github:ada/all': 'deleted',
      'github:ada/gone': 'deleted',
      'github:eve/one': 'active',
    }
  },
})

async function readAll() {
  const world = apiWorld()
  const host = await serveWorld(world)
  const source = repositoriesSource({
    origin: host.origin,
    token: 'secret',
    throttle: { retryAfterBaseValue: 1 },
  })
  return everyFound(await walk(source, visitTo(host, world).visit))
}

test('folders say which packages they are', async () => {
  const found = await readAll()
  const facts = (id: string) => [found.get(id)?.claims, found.get(id)?.version]
  expect(facts('github:ada/one')).toEqual([['npm:@ada/one'], '2.1.0'])
  expect(facts('github:ada/all')).toEqual([[], undefined])
  expect(facts('github:ada/all/packages/notes')).toEqual([['npm:@ada/notes'], '2.0.0'])
  expect(facts('github:ada/all/packages/python')).toEqual([['pypi:ada-python'], '1.0'])
  expect(facts('github:ada/all/packages/registered')).toEqual([
    ['npm:@ada/registered', 'registry:io.github.ada/registered'],
    '3.0',
  ])
  expect(facts('github:ada/old')).toEqual([['pypi:old'], '0.1'])
  expect(found.get('github:ada/all/packages/notes')?.places).toEqual([
    { kind: 'github', repository: 'ada/all', folder: 'packages/notes' },
  ])
})

test('a repository that was renamed keeps its old name as another', async () => {
  const found = await readAll()
  expect(found.get('github:ada/named-anew')?.aliases).toEqual(['github:ada/was-called'])
  expect(found.has('github:ada/was-called')).toBe(false)
})

test('a package and its repository are one, and a fork of it is not', async () => {
  const world = apiWorld()
  const host = await serveWorld({
    ...world,
    answer: (...asked) =>
      asked[0].pathname === '/@ada%2fone/latest'
        ? { body: { ...packageJson('@ada/one'), repository: 'github:ada/one' } }
        : world.answer(...asked),
  })
  const places = [...world.known!, { kind: 'npm' as const, package: '@ada/one' }]
  const { visit } = visitTo(host, { ...world, known: places })
  const inside = await walk(
    repositoriesSource({ origin: host.origin, token: 'secret', throttle: { retryAfterBaseValue: 1 } }),
    visit,
  )
  const outside = await walk(npmSource({ origin: host.origin }), visit)
  const { canonical } = resolveServers([...inside, ...outside].flatMap(page => page.found))
  expect(canonical.get('github:ada/one')).toBe('npm:@ada/one')
  expect(canonical.get('github:eve/one')).toBe('github:eve/one')
})

describe('without a token', () => {
  const fileWorld = (): World => ({
    known: [
      { kind: 'github', repository: 'Ada/one' },
      { kind: 'github', repository: 'ada/all', folder: 'packages/notes' },
      { kind: 'github', repository: 'ada/nothing' },
      { kind: 'github', repository: 'ada/../..' },
    ],
    answer({ pathname }) {
      const [, name = '', path = ''] =
        /^\/([^/]+\/[^/]+)\/HEAD\/(.+)$/.exec(decodeURIComponent(pathname)) ?? []
      const file = repositories()[name.toLowerCase()]?.files[path]
      return file === undefined ? null : { body: bytesOf(file) }
    },
  })
  keepsTheContract({
    name: 'manifests of repositories',
    open: files => repositoriesSource({ files }),
    world: fileWorld,
    ids: ['github:ada/one', 'github:ada/all/packages/notes'],
  })

  test('the API is not asked', async () => {
    const host = await serveWorld(fileWorld())
    const source = repositoriesSource({ files: host.origin, origin: 'https://api.invalid' })
    const found = everyFound(await walk(source, visitTo(host, fileWorld()).visit))
    expect([...found.values()].map(({ id, claims }) => [id, claims])).toEqual([
      ['github:ada/all/packages/notes', ['npm:@ada/notes']],
      ['github:ada/one', ['npm:@ada/one']],
    ])
  })
})
