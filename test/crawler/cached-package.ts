import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'tar'
import { onTestFinished } from 'vitest'
import type { ServerEntry } from '../../crawler/index.ts'
import { packageFolder } from '../../crawler/install-package.ts'
import { serversFolder } from './fixture.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'placard-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder of source as the tarball of an entry's package that is downloaded in `cacheDirectory` already. */
export async function cacheTarball(
  cacheDirectory: string,
  { package: name, version }: ServerEntry,
  source: string,
): Promise<void> {
  const folder = join(cacheDirectory, 'tarballs', `${name}@${version}`)
  mkdirSync(folder, { recursive: true })
  cpSync(source, join(folder, 'package'), { recursive: true })
  await create({ gzip: true, cwd: folder, file: join(folder, '0.tgz') }, ['package'])
  writeFileSync(join(folder, 'index.json'), JSON.stringify([[name, '0.tgz']]))
}

/** One of the fixtures as a package that is installed in `cacheDirectory` already, and its entry. */
export function cachePackage(cacheDirectory: string, name: string, args: string[] = []): ServerEntry {
  const entry = { id: `npm:fixture-${name}`, package: `fixture-${name}`, version: '1.0.0', args, env: {} }
  const home = join(packageFolder({ ...entry, cacheDirectory }), 'node_modules', entry.package)
  mkdirSync(home, { recursive: true })
  cpSync(serversFolder, home, { recursive: true })
  const manifest = {
    name: entry.package,
    version: entry.version,
    description: `Fixture ${name}.`,
    bin: `${name}.mjs`,
  }
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest))
  return entry
}
