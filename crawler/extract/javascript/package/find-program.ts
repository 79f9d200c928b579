import type { PackageFiles } from './package-files.ts'
import { resolveModule } from './resolve.ts'

/** Where programs start that no manifest names, or whose built file is not there. */
const usual = [
  'index',
  'src/index',
  'src/main',
  'src/server',
  'src/cli',
  'server',
  'main',
  'src/mcp/index',
  'src/mcp/server',
]

/** The file that starts a package's program, or null. `bin` chooses among several programs. */
export function findProgram(home: PackageFiles, bin?: string): string | null {
  const { bin: programs, main } = home.manifest
  const named = typeof programs === 'object' ? new Map(Object.entries(programs)) : null
  const own = home.name.replace(/^.*\//, '')
  const chosen =
    named === null ? (programs as string | undefined) : (named.get(bin ?? own) ?? [...named.values()][0])
  for (const path of [chosen ?? main ?? 'index', ...usual]) {
    const found = resolveModule(`./${path}`, { home, path: 'package.json' }, new Map())
    if (found !== null) return found.path
  }
  return null
}
