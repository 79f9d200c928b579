import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { z } from 'zod'
import { CannotList } from './failure.ts'

/** What an installed package says of itself. Strings are a stranger's text. */
export type PackageFacts = {
  /** Path of the program to run, relative to the folder of the installation, with `/` between its parts. */
  program: string
  description?: string
  homepage?: string
}

const manifest = z.looseObject({
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  main: z.string().optional(),
  description: z.string().max(10_000).optional().catch(undefined),
  homepage: z.url().max(2_000).optional().catch(undefined),
})

/** Reads `package.json` of an installed package. `bin` chooses among several programs. Throws `CannotList`. */
export function readPackage(folder: string, name: string, bin?: string): PackageFacts {
  const home = join(folder, 'node_modules', name)
  const { bin: programs, main, description, homepage } = readManifest(join(home, 'package.json'))
  const chosen =
    choose(typeof programs === 'object' ? new Map(Object.entries(programs)) : programs, name, bin) ?? main
  if (chosen === undefined)
    throw new CannotList('not-installable', `has no program${bin ? ` named ${bin}` : ''} to run`)
  const path = join(home, chosen)
  // A path of the package's own choosing must not lead out of it.
  if (!existsSync(path) || relative(realpathSync(home), realpathSync(path)).startsWith('..'))
    throw new CannotList('not-installable', 'names a program that it does not contain')
  const facts = { program: relative(folder, path).split(sep).join('/') }
  return { ...facts, ...(description ? { description } : {}), ...(homepage ? { homepage } : {}) }
}

function readManifest(path: string): z.infer<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new CannotList('not-installable', 'has a package.json that cannot be read', { cause })
  }
}

/** The program asked for, else the one named like the package, else the first. */
function choose(
  programs: Map<string, string> | string | undefined,
  name: string,
  bin?: string,
): string | undefined {
  if (typeof programs !== 'object') return programs
  if (bin !== undefined) return programs.get(bin)
  return programs.get(name.replace(/^.*\//, '')) ?? programs.values().next().value
}
