import Bottleneck from 'bottleneck'
import { describe, expect, test } from 'vitest'
import { githubSource } from '../../../crawler/sources/index.ts'
import { keepsTheContract } from './contract.ts'
import { everyFound, type Reply, serveWorld, visitTo, type World, walk } from './serve-world.ts'

type Repository = { full_name: string; pushed_at: string; topics: string[]; [field: string]: unknown }

/** octokit would wait for seconds between searches. */
const throttle = { search: new Bottleneck.Group({ maxConcurrent: 1 }), retryAfterBaseValue: 1 }
const open = (token?: string) => (origin: string) =>
  githubSource({ origin, throttle, ...(token === undefined ? {} : { token }) })

/** 150 repositories of one topic over some months, and what else a search finds. */
function githubWorld(): World & { repositories: Repository[] } {
  const many = Array.from({ length: 150 }, (_, index) => ({
    full_name: `Ada/notes-${index}`,
    description: 'Keeps notes.\u202e',
    pushed_at: new Date(Date.UTC(2026, 0, 1) + (index % 50 === 0 ? 0 : index) * 40_000_000).toISOString(),
    topics: ['mcp-server'],
    homepage: '',
    archived: index === 1,
    disabled: index === 2,
    fork: false,
  }))
  const others = [
    { full_name: 'bob/awesome-mcp-servers', pushed_at: '2026-05-01T10:00:00Z', topics: ['mcp-servers'] },
    { full_name: 'eve/fork', pushed_at: '2026-05-01T10:00:00Z', topics: ['mcp-servers'], fork: true },
    { full_name: 'ada/secret', pushed_at: '2026-05-01T10:00:00Z', topics: ['mcp-servers'], private: true },
    { full_name: 'not a name', pushed_at: '2026-05-01T10:00:00Z', topics: ['mcp-servers'] },
  ]
  const world = {
    repositories: [...many, ...others],
    answer({ pathname, searchParams }: URL): Reply | null {
      const [, topic, from = '', to = ''] =
        /^topic:(\S+) pushed:(\S+?)\.\.(\S+) is:public$/.exec(searchParams.get('q') ?? '') ?? []
      if (pathname !== '/search/repositories') return null
      const found = world.repositories.filter(
        ({ pushed_at: at, topics }) =>
          topics.includes(topic ?? '') && at >= from && at.slice(0, 19) <= to.slice(0, 19),
      )
      const items: unknown[] = found.slice(0, Number(searchParams.get('per_page')))
      if (topic === 'mcp-servers') items.push(null, 'junk')
      return { body: { total_count: found.length, incomplete_results: false, items } }
    },
  }
  return world
}

keepsTheContract({
  name: 'GitHub',
  open: open(),
  world: githubWorld,
  ids: Array.from({ length: 150 }, (_, index) => `github:ada/notes-${index}`),
  change(world) {
    const { repositories } = world as ReturnType<typeof githubWorld>
    Object.assign(repositories[7]!, { archived: true, pushed_at: '2026-11-24T01:00:00Z' })
    repositories.push({ ...repositories[8]!, full_name: 'ada/new', pushed_at: '2026-11-24T02:00:00Z' })
    return { 'github:ada/notes-7': 'deprecated', 'github:ada/new': 'active' }
  },
})

test('a repository tells of itself', async () => {
  const world = githubWorld()
  const host = await serveWorld(world)
  const found = everyFound(await walk(open()(host.origin), visitTo(host, world).visit))
  expect(found.get('github:ada/notes-1')).toEqual({
    id: 'github:ada/notes-1',
    aliases: [],
    claims: [],
    name: 'Ada/notes-1',
    description: 'Keeps notes.',
    repository: 'https://github.com/Ada/notes-1',
    updatedAt: '2026-01-01T11:06:40.000Z',
    status: 'deprecated',
    statusMessage: 'its repository is archived',
    places: [{ kind: 'github', repository: 'Ada/notes-1' }],
  })
  expect(found.get('github:ada/notes-2')).toMatchObject({ status: 'deleted', places: [] })
})

test('no search is for more than a page', async () => {
  const world = githubWorld()
  const host = await serveWorld(world)
  const pages = await walk(open()(host.origin), visitTo(host, world).visit)
  expect(pages.flatMap(page => page.problems)).toEqual([])
  expect(host.asked.every(({ path }) => !path.includes('&page='))).toBe(true)
})

describe('code', () => {
  const hit = (path: string, name = 'ada/all', more = {}) => ({
    path,
    repository: { full_name: name, fork: false, ...more },
  })
  const codeWorld = (): World => ({
    answer({ pathname, searchParams }, { headers }) {
      if (pathname === '/search/repositories') return { body: { total_count: 0, items: [] } }
      if (pathname !== '/search/code') return null
      if (headers.authorization !== 'token secret')
        return { status: 401, body: { message: 'Requires authentication' } }
      if (!searchParams.get('q')?.startsWith('fastmcp')) return { body: { total_count: 0, items: [] } }
      const items = [
        hit('pyproject.toml', 'ada/notes'),
        hit('packages/one/pyproject.toml'),
        hit('packages/one/tests/fixtures/pyproject.toml'),
        hit('examples/one/pyproject.toml'),
        hit('node_modules/x/package.json'),
        hit('pyproject.toml', 'eve/notes', { fork: true }),
        hit('pyproject.toml', 'ada/secret', { private: true }),
      ]
      return { body: { total_count: items.length, items } }
    },
  })

  test('is searched with a token alone', async () => {
    const host = await serveWorld(codeWorld())
    const { visit } = visitTo(host, codeWorld())
    expect(everyFound(await walk(open()(host.origin), visit)).size).toBe(0)
    const found = everyFound(await walk(open('secret')(host.origin), visit))
    expect([...found.values()].map(one => one.places[0])).toEqual([
      { kind: 'github', repository: 'ada/notes' },
      { kind: 'github', repository: 'ada/all', folder: 'packages/one' },
    ])
  })

  test('is searched again after a week, not with every visit', async () => {
    const host = await serveWorld(codeWorld())
    const source = open('secret')(host.origin)
    const searches = async (state: unknown, now: string) => {
      host.asked.length = 0
      const { visit } = visitTo(host, codeWorld(), { state, now: () => new Date(now) })
      const pages = await walk(source, visit)
      return {
        state: pages.at(-1)?.state,
        code: host.asked.filter(({ path }) => path.startsWith('/search/code')).length,
      }
    }
    const first = await searches(null, '2026-11-01T00:00:00Z')
    const second = await searches(first.state, '2026-11-02T00:00:00Z')
    const third = await searches(second.state, '2026-11-09T00:00:00Z')
    expect([first.code > 0, second.code, third.code]).toEqual([true, 0, first.code])
  })

  test('a token that is not taken is said to be', async () => {
    const host = await serveWorld(codeWorld())
    await expect(walk(open('wrong')(host.origin), visitTo(host, codeWorld()).visit)).rejects.toMatchObject({
      reason: 'needs-authorization',
    })
  })
})

describe('a limit of GitHub’s is kept:', () => {
  const limits: { [name: string]: (now: number) => Reply } = {
    'an allowance that is used up': now => ({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(now / 1000) + 2) },
      body: { message: 'API rate limit exceeded' },
    }),
    'the secondary limit': () => ({
      status: 403,
      headers: { 'retry-after': '2' },
      body: { message: 'You have exceeded a secondary rate limit' },
    }),
    'the secondary limit, without a time': () => ({
      status: 403,
      body: { message: 'You have exceeded a secondary rate limit' },
    }),
  }
  test.for(Object.entries(limits))('%s', async ([, limit]) => {
    const world = githubWorld()
    let left = 1
    const host = await serveWorld({
      ...world,
      answer: (...asked) => (left-- > 0 ? limit(Date.now()) : world.answer(...asked)),
    })
    const found = everyFound(await walk(open()(host.origin), visitTo(host, world).visit))
    expect(found.size).toBe(150)
  })

  test('one that lasts for hours ends the visit', async () => {
    const world: World = {
      answer: () => ({
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 7200),
        },
        body: { message: 'API rate limit exceeded' },
      }),
    }
    const host = await serveWorld(world)
    await expect(walk(open()(host.origin), visitTo(host, world).visit)).rejects.toMatchObject({
      name: 'CannotList',
    })
    expect(host.asked.length).toBe(1)
  })
})
