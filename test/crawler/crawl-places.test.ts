import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { create } from 'tar'
import { expect, onTestFinished, test } from 'vitest'
import { type Place, readPlace } from '../../crawler/index.ts'
import { readOne } from '../../crawler/jobs/read-place.ts'
import { temporaryFolder } from './cached-package.ts'

// Source that is fetched as an archive, from hosts on this machine that answer as the public ones do.
const packages = join(import.meta.dirname, '../fixtures/packages')

/** A tarball with one folder around all, in which fixtures stand under these names. */
async function archive(folders: { [name: string]: string }): Promise<Buffer> {
  const folder = temporaryFolder()
  for (const [name, fixture] of Object.entries(folders)) {
    mkdirSync(join(folder, 'top', name), { recursive: true })
    cpSync(join(packages, fixture), join(folder, 'top', name), { recursive: true })
  }
  const file = join(folder, 'archive.tgz')
  await create({ gzip: true, cwd: folder, file }, ['top'])
  return readFileSync(file)
}

type Answers = { [path: string]: Buffer | object }

/** A host with these answers, and what it was asked for. */
async function serve(answers: (origin: string) => Answers): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const answer = answers(origin)[request.url!]
    const body = answer === undefined || Buffer.isBuffer(answer) ? answer : JSON.stringify(answer)
    const etag = `"${createHash('sha256')
      .update(body ?? '')
      .digest('hex')}"`
    const known = request.headers['if-none-match'] === etag
    asked.push(`${request.url}${known ? ' again' : ''}`)
    if (body === undefined) response.writeHead(404).end()
    else if (known) response.writeHead(304, { etag }).end()
    else response.writeHead(200, { etag }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, asked }
}

const release = (
  origin: string,
  bytes: Buffer,
  sha256 = createHash('sha256').update(bytes).digest('hex'),
) => ({
  info: { version: '2.1.0' },
  urls: [
    { packagetype: 'bdist_wheel', filename: 'bakery-2.1.0-py3-none-any.whl', url: `${origin}/none`, size: 1 },
    {
      packagetype: 'sdist',
      filename: 'bakery-2.1.0.tar.gz',
      url: `${origin}/files/bakery`,
      size: 2,
      digests: { sha256 },
    },
  ],
})

function read(place: Place, id: string, origin: string, cacheDirectory: string) {
  return readPlace(place, { id, cacheDirectory, timeout: 30_000, hosts: { github: origin, pypi: origin } })
}

test('a project of PyPI is read from the source that its authors packed, which is kept', async () => {
  const bytes = await archive({ '.': 'classes' })
  const { origin, asked } = await serve(own => ({
    '/pypi/bakery/json': release(own, bytes),
    '/files/bakery': bytes,
  }))
  const folder = temporaryFolder()
  const place: Place = { kind: 'pypi', package: 'Bakery' }
  for (let time = 0; time < 2; time++) {
    const [result] = await read(place, 'pypi:bakery', origin, folder)
    expect(result).toMatchObject({
      ok: true,
      listing: { server: { id: 'pypi:bakery', version: '2.1.0' }, how: 'extracted' },
    })
    expect(result?.ok && result.listing.tools.map(({ name }) => name)).toContain('bake_in_stone')
    expect(result?.ok && result.listing.places?.get('bake_in_stone')).toMatch(/^index\.js:\d+$/)
  }
  expect(asked).toEqual(['/pypi/bakery/json', '/files/bakery', '/pypi/bakery/json again'])
})

test('an archive that is not the one announced is not read', async () => {
  const bytes = await archive({ '.': 'classes' })
  const { origin } = await serve(own => ({
    '/pypi/bakery/1.0.0/json': release(own, bytes, 'a'.repeat(64)),
    '/files/bakery': bytes,
  }))
  const place: Place = { kind: 'pypi', package: 'bakery', version: '1.0.0' }
  const [result] = await read(place, 'pypi:bakery', origin, temporaryFolder())
  expect(result).toMatchObject({
    ok: false,
    failure: { message: expect.stringMatching(/its SHA-256 differs/) },
  })
})

test('of a repository that is home to several servers, each is read, or the one that is meant', async () => {
  const bytes = await archive({ 'servers/bakery': 'classes', 'servers/ship': 'common-js' })
  const { origin, asked } = await serve(() => ({ '/harbour/all/tar.gz/HEAD': bytes }))
  const folder = temporaryFolder()
  const whole: Place = { kind: 'github', repository: 'harbour/all' }
  const all = await read(whole, 'github:harbour/all', origin, folder)
  expect(all.map(result => result.ok && result.listing.server.id)).toEqual([
    'github:harbour/all/servers/bakery',
    'github:harbour/all/servers/ship',
  ])
  const part: Place = { ...whole, folder: 'servers/ship' }
  const [ship, ...others] = await read(part, 'github:harbour/all/servers/ship', origin, folder)
  expect(ship?.ok && ship.listing.tools.map(({ name }) => name).sort()).toEqual(['fold_sail', 'hoist_sail'])
  expect(ship?.ok && ship.listing.server.id).toBe('github:harbour/all/servers/ship')
  expect(others).toEqual([])

  const options = {
    id: 'github:harbour/all',
    cacheDirectory: folder,
    timeout: 30_000,
    hosts: { github: origin },
  }
  expect(await readOne(whole, options)).toMatchObject({
    ok: false,
    failure: { message: expect.stringMatching(/is home to 2 servers/) },
  })
  expect(asked).toEqual(
    Array.from(asked, (_, index) => `/harbour/all/tar.gz/HEAD${index > 0 ? ' again' : ''}`),
  )
})

test.each<[string, Place, RegExp]>([
  ['a project that is not there', { kind: 'pypi', package: 'nowhere' }, /is not on PyPI/],
  ['a repository that is not there', { kind: 'github', repository: 'no/where' }, /is not there/],
  ['an image', { kind: 'oci', image: 'harbour/ship' }, /is an image of a container/],
  ['a stranger’s address on this machine', { kind: 'mcpb', url: 'http://127.0.0.1:1/a.mcpb' }, /https:\/\//],
])('%s is a failure with its reason', async (_, place, message) => {
  const { origin } = await serve(() => ({}))
  const [result] = await read(place, 'local:it', origin, temporaryFolder())
  expect(result?.ok).toBe(false)
  expect(result?.ok === false && result.failure.message).toMatch(message)
})

test('what takes too long is ended, and says so', async () => {
  const { origin } = await serve(() => ({ '/pypi/slow/json': { info: { version: '1.0.0' }, urls: [] } }))
  const options = { id: 'pypi:slow', cacheDirectory: temporaryFolder(), timeout: 0, hosts: { pypi: origin } }
  const [result] = await readPlace({ kind: 'pypi', package: 'slow' }, options)
  expect(result).toMatchObject({ ok: false, failure: { reason: 'timed-out' } })
})
