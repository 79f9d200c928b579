import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Sandbox } from '../../crawler/index.ts'
import { packageFolder } from '../../crawler/install-package.ts'
import { listPackage } from '../../crawler/list-package.ts'
import { findSandbox } from '../../crawler/sandbox.ts'
import { cachePackage, temporaryFolder } from './cached-package.ts'
import { expectGone, expectListing, expectNoneWith } from './fixture.ts'

const found = await findSandbox()
const without: Sandbox = { kind: 'none', message: 'asked for' }

/** What the curious server says of its attempts, by name. */
async function attempts(sandbox: Sandbox, network?: boolean): Promise<Map<string, string>> {
  const cacheDirectory = temporaryFolder()
  const secret = join(cacheDirectory, 'secret.txt')
  writeFileSync(secret, 'the secret')
  const port = await listen()
  const entry = {
    ...cachePackage(cacheDirectory, 'curious', [secret, String(port)]),
    ...(network ? { network } : {}),
  }
  const result = await run({ ...entry, env: { FIXTURE_KEY: 'dummy' } }, cacheDirectory, sandbox)
  return new Map(expectListing(result).listing.tools.map(tool => [tool.name, tool.description ?? '']))
}

function run(entry: Parameters<typeof listPackage>[0]['entry'], cacheDirectory: string, sandbox: Sandbox) {
  const folder = packageFolder({ ...entry, cacheDirectory })
  return listPackage({ entry, folder, sandbox, timeout: 20_000, now: () => new Date() })
}

function listen(): Promise<number> {
  const server = createServer(socket => socket.end())
  onTestFinished(() => void server.close())
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
}

describe.runIf(found.kind === 'bubblewrap')('in the sandbox a server', () => {
  test('sees neither our files, our network, our processes nor our settings', async () => {
    process.env.PLACARD_TEST_SECRET = 'secret'
    const seen = await attempts(found)
    expect(seen.get('file')).toBe('refused: ENOENT')
    expect(seen.get('network')).toBe('refused: ECONNREFUSED')
    expect(seen.get('home')).toBe('')
    expect(Number(seen.get('processes'))).toBeLessThanOrEqual(3)
    expect(seen.get('environment')?.split(',')).toEqual(
      expect.arrayContaining(['FIXTURE_KEY', 'HOME', 'LANG', 'PATH', 'TMPDIR']),
    )
    expect(seen.get('environment')).not.toContain('PLACARD_TEST_SECRET')
  })

  test('cannot change its own package, and can write to a folder of its own', async () => {
    const seen = await attempts(found)
    expect(seen.get('write')).toBe('refused: EROFS')
    expect(seen.get('scratch')).toBe('done')
    expect(seen.get('user')).toBe('server')
  })

  test('is ended with its children', async () => {
    const cacheDirectory = temporaryFolder()
    const word = randomUUID()
    const entry = cachePackage(cacheDirectory, 'grandchild', [word])
    expect(expectListing(await run(entry, cacheDirectory, found)).listing.tools).toHaveLength(2)
    await expectNoneWith(word)
  })

  test('gets the network where its entry says so', async () => {
    expect((await attempts(found, true)).get('network')).toBe('reached')
  })
})

describe('without the sandbox a server', () => {
  test('still starts with an empty home and a scrubbed environment', async () => {
    process.env.PLACARD_TEST_SECRET = 'secret'
    const seen = await attempts(without)
    expect(seen.get('home')).toBe('tmp')
    expect(seen.get('environment')).not.toContain('PLACARD_TEST_SECRET')
    expect(seen.get('network')).toBe('reached')
  })

  test('is ended with its children', async () => {
    const cacheDirectory = temporaryFolder()
    const entry = cachePackage(cacheDirectory, 'grandchild')
    const { listing } = expectListing(await run(entry, cacheDirectory, without))
    for (const tool of listing.tools) await expectGone(Number(tool.name.split('_')[1]))
  })
})

test('whether there is a sandbox is said in one value', () => {
  if (found.kind === 'bubblewrap') return expect(found).toEqual({ kind: 'bubblewrap' })
  console.info(`The tests of the sandbox are skipped: ${found.message}`)
  expect(found.message).toMatch(/^Servers run without a sandbox here \(.+\)/)
})
