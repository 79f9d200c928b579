import { CannotList } from '../../failure.ts'
import type { Reading } from '../source/reading.ts'
import type { World } from './library/world.ts'
import { findProgram } from './package/find-program.ts'
import type { PackageFiles } from './package/package-files.ts'
import { readTools } from './read-tools.ts'
import { countUnproven } from './tools/count-unproven.ts'
import { lineOf } from './tools/line-of.ts'

/** Reads the tools of a package's program. `packages` are those that it may import. Throws `CannotList`. */
export function readPackage(
  packages: Map<string, PackageFiles>,
  home: PackageFiles,
  world: World,
  bin?: string,
): Reading {
  const path = findProgram(home, bin)
  if (path === null) throw new CannotList('not-readable', 'has no program in JavaScript')
  const { found, nameless, exhausted, run } = readTools(packages, home, path, world)
  if (found.length === 0) throw nothingFound(home, exhausted)
  return {
    found: found.map(({ definition, name, at, partly }) => ({
      definition: { ...definition, name },
      at: at === null ? null : { file: at.file, line: lineOf(at) },
      partly,
    })),
    nameless,
    unproven: countUnproven(run, found),
    exhausted,
  }
}

/** What kept the tools from being read, as far as that shows. */
function nothingFound({ files, manifest }: PackageFiles, exhausted: boolean): CannotList {
  const binaries = Object.keys(manifest.optionalDependencies ?? {}).filter(name =>
    /linux|darwin|win32/.test(name),
  )
  const code = [...files].filter(([path]) => /\.[cm]?[jt]s$/.test(path))
  const names = (words: string) => code.some(([, text]) => text.includes(words))
  // A launcher looks for what was compiled for this machine: in a package of its own, or in this one.
  const isLauncher = binaries.length > 0 || (names('child_process') && names('process.arch'))
  if (isLauncher && !names('modelcontextprotocol') && !names('tools/list'))
    return new CannotList('compiled', 'is a program compiled for each system: there is no source to read')
  return new CannotList(
    'not-readable',
    exhausted ? 'has more code than the limit allows' : 'shows no tool that reaches a server',
  )
}
