import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { installPackage, packageFolder, removeUnfinished } from '../../crawler/install-package.ts'
import { listPackage } from '../../crawler/list-package.ts'
import { readPackage } from '../../crawler/read-package.ts'
import { findSandbox } from '../../crawler/sandbox.ts'
import { readServerList } from '../../crawler/server-list.ts'
import { cachePackage, temporaryFolder } from './cached-package.ts'
import { expectListing } from './fixture.ts'

const signal = AbortSignal.timeout(120_000)
const closed = { package: 'fixture-missing', version: '1.0.0', signal }

/** npm is told of a registry where nobody is. */
function cutOff(): void {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/')
  onTestFinished(() => void vi.unstubAllEnvs())
}

test('what is installed already needs no registry', async () => {
  cutOff()
  const cacheDirectory = temporaryFolder()
  const entry = cachePackage(cacheDirectory, 'good')
  const folder = await installPackage({ ...entry, cacheDirectory, signal })
  expect(folder).toBe(packageFolder({ ...entry, cacheDirectory }))
})

test('a failed install leaves nothing that looks installed', async () => {
  cutOff()
  const cacheDirectory = temporaryFolder()
  const folder = packageFolder({ ...closed, cacheDirectory })
  await expect(installPackage({ ...closed, cacheDirectory })).rejects.toMatchObject({ reason: 'offline' })
  expect(readdirSync(dirname(folder))).toEqual([])
})

test('what an interrupted install left behind goes, what another process installs stays', async () => {
  const cacheDirectory = temporaryFolder()
  const names = [
    'done@1.0.0',
    // No process has this id: Linux ends below it.
    'gone@1.0.0.unfinished-4194305',
    `busy@1.0.0.unfinished-${process.ppid}`,
  ]
  for (const name of names) mkdirSync(join(cacheDirectory, 'npm', name, 'node_modules'), { recursive: true })
  await removeUnfinished(cacheDirectory)
  expect(readdirSync(join(cacheDirectory, 'npm')).sort()).toEqual([names[2], names[0]])
})

describe('the program of a package', () => {
  const name = 'fixture'
  function packageWith(manifest: object): string {
    const folder = temporaryFolder()
    const home = join(folder, 'node_modules', name)
    mkdirSync(home, { recursive: true })
    for (const file of ['a.mjs', 'b.mjs']) writeFileSync(join(home, file), '')
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest))
    return folder
  }

  test.for([
    [{ bin: 'a.mjs' }, undefined, 'a.mjs'],
    [{ bin: { other: 'a.mjs', fixture: './b.mjs' } }, undefined, 'b.mjs'],
    [{ bin: { first: 'a.mjs', second: 'b.mjs' } }, undefined, 'a.mjs'],
    [{ bin: { first: 'a.mjs', second: 'b.mjs' } }, 'second', 'b.mjs'],
    [{ main: 'a.mjs' }, undefined, 'a.mjs'],
  ] as const)('%j with %s is %s', ([manifest, bin, program]) => {
    expect(readPackage(packageWith(manifest), name, bin).program).toBe(`node_modules/${name}/${program}`)
  })

  test.for([
    [{}, undefined],
    [{ bin: { first: 'a.mjs' } }, '__proto__'],
    [{ bin: 'missing.mjs' }, undefined],
    [{ bin: '../../../etc/passwd' }, undefined],
    [{ bin: 'link/hostname' }, undefined],
    [{ bin: 7 }, undefined],
  ] as const)('%j with %s is refused', ([manifest, bin]) => {
    const folder = packageWith(manifest)
    symlinkSync('/etc', join(folder, 'node_modules', name, 'link'))
    expect(() => readPackage(folder, name, bin)).toThrow(
      expect.objectContaining({ reason: 'not-installable' }),
    )
  })
})

test('a real server is installed, run and listed', { timeout: 150_000 }, async context => {
  const entry = readServerList().find(({ id }) => id === 'npm:@modelcontextprotocol/server-memory')!
  const cacheDirectory = temporaryFolder()
  const folder = await installPackage({ ...entry, cacheDirectory, signal }).catch(error => {
    if (error.reason === 'offline') return null
    throw error
  })
  if (folder === null) return context.skip('the package registry cannot be reached')
  const result = await listPackage({
    entry,
    folder,
    sandbox: await findSandbox(),
    timeout: 60_000,
    now: () => new Date(),
  })
  const { listing } = expectListing(result)
  expect(listing.server).toMatchObject({ id: entry.id, version: entry.version })
  expect(listing.tools.map(tool => tool.name)).toContain('create_entities')
  expect(existsSync(join(folder, 'node_modules'))).toBe(true)
})
