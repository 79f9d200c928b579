import type { PackageFiles } from './package-files.ts'
import { resolveModule } from './resolve.ts'

/** The file that starts a package's program, or null. `bin` chooses among several programs. */
export function findProgram(home: PackageFiles, bin?: string): string | null {
  const { bin: programs, main } = home.manifest
  const named = typeof programs === 'object' ? new Map(Object.entries(programs)) : null
  const own = home.name.replace(/^.*\//, '')
  const chosen =
    named === null ? (programs as string | undefined) : (named.get(bin ?? own) ?? [...named.values()][0])
  const path = chosen ?? main ?? 'index'
  return resolveModule(`./${path}`, { home, path: 'package.json' }, new Map())?.path ?? null
}
