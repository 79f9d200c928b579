import { expect, test } from 'vitest'
import { npmSource } from '../../../crawler/sources/npm.ts'
import { npmSearchSource } from '../../../crawler/sources/npm-search.ts'
import { pypiSource } from '../../../crawler/sources/pypi.ts'
import { keepsTheContract } from './contract.ts'
import { everyFound, serveWorld, visitTo, type World, walk } from './serve-world.ts'

type Objects = { [name: string]: unknown }[]

/** npm's search: 300 packages of one keyword, few of the others. */
function searchWorld(): World {
  const many: Objects = Array.from({ length: 300 }, (_, index) => ({
    package: {
      name: `notes-${index}-mcp`,
      version: '1.0.0',
      description: 'Keeps notes.\u0007',
      keywords: ['mcp-server'],
      date: '2026-05-01T10:00:00.000Z',
      links: { repository: `git+https://github.com/ada/notes-${index}.git`, homepage: 'javascript:alert(1)' },
    },
  }))
  const others: Objects = [
    { package: { name: 'notes-0-mcp', version: '1.0.0', keywords: ['mcp'], links: {} } },
    { package: { name: '@modelcontextprotocol/sdk', version: '1.0.0', keywords: ['mcp'], links: {} } },
    { package: { name: 'unrelated', version: '1.0.0', keywords: ['notes'], links: {} } },
    { package: { name: '../../etc/passwd', version: '1.0.0', keywords: ['mcp'], links: {} } },
    { package: 'junk' },
  ]
  return {
    answer({ pathname, searchParams: asked }) {
      if (pathname !== '/-/v1/search') return null
      const found = asked.get('text') === 'keywords:mcp-server' ? many : others
      const from = Number(asked.get('from'))
      const objects = found.slice(from, from + Math.min(250, Number(asked.get('size'))))
      return { body: { objects, total: found.length, time: '' } }
    },
  }
}

keepsTheContract({
  name: "npm's search",
  open: origin => npmSearchSource({ origin }),
  world: searchWorld,
  ids: Array.from({ length: 300 }, (_, index) => `npm:notes-${index}-mcp`),
})

test('a registry without a search is a failure, not an empty one', async () => {
  const world = { answer: () => null }
  const host = await serveWorld(world)
  await expect(walk(npmSearchSource({ origin: host.origin }), visitTo(host, world).visit)).rejects.toThrow(
    'has no search',
  )
})

/** 45 packages, of which two are gone. */
function npmWorld(): World & { gone: Set<string> } {
  const names = Array.from({ length: 45 }, (_, index) =>
    index % 2 ? `@ada/notes-${index}` : `notes-${index}`,
  )
  const world = {
    gone: new Set<string>(['notes-2']),
    known: [...names, names[0]!].map(name => ({ kind: 'npm' as const, package: name })),
    answer({ pathname }: URL) {
      const name = decodeURIComponent(/^\/(.+)\/latest$/.exec(pathname)?.[1] ?? '')
      if (!names.includes(name) || world.gone.has(name)) return { status: 404, body: { error: 'Not found' } }
      return { body: manifestOf(name) }
    },
  }
  return world
}

function manifestOf(name: string): { [field: string]: unknown } {
  const usual = {
    name,
    version: '1.0.0',
    description: 'Keeps notes.',
    dist: { tarball: 'https://example.com/x.tgz' },
  }
  if (name === 'notes-0') return { ...usual, repository: 'github:ada/notes', mcpName: 'io.github.ada/notes' }
  if (name === '@ada/notes-1')
    return { ...usual, repository: { url: 'git+https://github.com/ada/all.git', directory: 'packages/one' } }
  if (name === 'notes-4') return { ...usual, deprecated: 'Use another.\u0000', homepage: 7, repository: 7 }
  if (name === '@ada/notes-3')
    return {
      ...usual,
      version: '0.0.1-security',
      repository: { url: 'git+https://github.com/npm/security-holder.git' },
    }
  return { ...usual, padding: 'x'.repeat(200) }
}

const npmIds = npmWorld().known!.map(place => `npm:${(place as { package: string }).package}`)
keepsTheContract({
  name: 'npm',
  open: origin => npmSource({ origin }),
  world: npmWorld,
  ids: [...new Set(npmIds)],
  change(world) {
    ;(world as ReturnType<typeof npmWorld>).gone.add('notes-0')
    return {
      'npm:notes-0': 'deleted',
      'npm:notes-2': 'deleted',
      'npm:@ada/notes-3': 'deleted',
      'npm:notes-4': 'deprecated',
    }
  },
})

test('a package says where it is at home', async () => {
  const world = npmWorld()
  const host = await serveWorld(world)
  const found = everyFound(await walk(npmSource({ origin: host.origin }), visitTo(host, world).visit))
  expect(found.get('npm:notes-0')?.claims).toEqual(['github:ada/notes', 'registry:io.github.ada/notes'])
  expect(found.get('npm:@ada/notes-1')?.claims).toEqual(['github:ada/all/packages/one'])
  expect(found.get('npm:notes-4')).toMatchObject({ statusMessage: 'Use another.', claims: [] })
})

test('one package that cannot be read does not keep the others from it', async () => {
  const world = npmWorld()
  const answer = world.answer
  const host = await serveWorld({
    ...world,
    answer: (...asked) =>
      asked[0].pathname.startsWith('/notes-6/') ? { body: 'no JSON' } : answer(...asked),
  })
  const pages = await walk(npmSource({ origin: host.origin }), visitTo(host, world).visit)
  expect(everyFound(pages).size).toBe(44)
  expect(pages.flatMap(page => page.problems)).toEqual([
    expect.stringMatching(/^notes-6 cannot be read: .* sent no JSON$/),
  ])
})

test('a registry that is away is not asked for every package', async () => {
  const world = npmWorld()
  const host = await serveWorld(world)
  host.fail(() => '503')
  await expect(walk(npmSource({ origin: host.origin }), visitTo(host, world).visit)).rejects.toMatchObject({
    name: 'CannotList',
  })
  expect(host.asked.length).toBeLessThan(45 * 4)
})

function pypiWorld(): World & { gone: Set<string> } {
  const names = Array.from({ length: 25 }, (_, index) => `Notes_${index}`)
  const world = {
    gone: new Set<string>(),
    known: [...names, 'notes-0'].map(name => ({ kind: 'pypi' as const, package: name })),
    answer({ pathname }: URL) {
      const name = /^\/pypi\/(notes-\d+)\/json$/.exec(pathname)?.[1] ?? ''
      if (name === '' || world.gone.has(name)) return { status: 404, body: { message: 'Not Found' } }
      const info = {
        name: name.replace('notes-', 'Notes_'),
        version: '1.0.0',
        summary: 'Keeps notes.',
        description: `# Notes\n<!-- mcp-name: io.github.ada/${name} -->\n${'x'.repeat(500)}`,
        project_urls: { Docs: 'https://notes.example.com', Source: `https://github.com/ada/${name}` },
        yanked: name === 'notes-3',
        yanked_reason: name === 'notes-3' ? 'broken' : null,
        classifiers: name === 'notes-4' ? ['Development Status :: 7 - Inactive'] : [],
      }
      return { body: { info, urls: [{ upload_time_iso_8601: '2026-05-01T10:00:00.000000Z' }] } }
    },
  }
  return world
}

keepsTheContract({
  name: 'PyPI',
  open: origin => pypiSource({ origin }),
  world: pypiWorld,
  ids: Array.from({ length: 25 }, (_, index) => `pypi:notes-${index}`),
  change(world) {
    ;(world as ReturnType<typeof pypiWorld>).gone.add('notes-0')
    return {
      'pypi:notes-0': 'deleted',
      'pypi:notes-3': 'deprecated',
      'pypi:notes-4': 'deprecated',
      'pypi:notes-5': 'active',
    }
  },
})

test('a project says where it is at home, and who it is in the registry', async () => {
  const world = pypiWorld()
  const host = await serveWorld(world)
  const found = everyFound(await walk(pypiSource({ origin: host.origin }), visitTo(host, world).visit))
  expect(found.get('pypi:notes-7')).toMatchObject({
    name: 'Notes_7',
    claims: ['github:ada/notes-7', 'registry:io.github.ada/notes-7'],
    updatedAt: '2026-05-01T10:00:00.000000Z',
  })
})
