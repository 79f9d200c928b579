import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installPackage } from '../../crawler/install-package.ts'

/** Kept from one run to the next: some of these packages bring a hundred others along. */
const cacheDirectory = join(tmpdir(), 'placard-test-packages')

/**
 * The command of a published package, installed without its scripts; null where the package registry cannot be
 * reached.
 */
export async function realPackage(name: string, version: string): Promise<string[] | null> {
  const signal = AbortSignal.timeout(200_000)
  const folder = await installPackage({ package: name, version, cacheDirectory, signal }).catch(error => {
    if (error.reason === 'offline') return null
    throw error
  })
  if (folder === null) return null
  const home = join(folder, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const program = typeof bin === 'string' ? bin : (Object.values(bin)[0] as string)
  return [process.execPath, join(home, program)]
}
