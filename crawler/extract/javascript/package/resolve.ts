import type { Module } from '../evaluate/modules.ts'
import type { PackageFiles } from './package-files.ts'

export type Resolved = { home: PackageFiles; path: string }

/** The file that an import means, within the packages that are there; null for anything else. */
export function resolveModule(
  specifier: string,
  from: Pick<Module, 'home' | 'path'>,
  packages: Map<string, PackageFiles>,
): Resolved | null {
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('file:'))
    return resolvePath(specifier, from, packages)
  if (specifier.startsWith('#')) {
    const target = pick(from.home.manifest.imports, specifier)
    return target === null ? null : inPackage(from.home, target)
  }
  const [name, rest] = splitName(specifier)
  const home = packages.get(name)
  if (home === undefined) return resolveAlias(specifier, from.home)
  const exported = pick(home.manifest.exports, rest === '' ? '.' : `./${rest}`)
  if (exported !== null) return inPackage(home, exported)
  return inPackage(home, rest === '' ? (home.manifest.main ?? home.manifest.module ?? 'index') : rest)
}

/** `@/tools` and the like, which projects map to their source. */
function resolveAlias(specifier: string, home: PackageFiles): Resolved | null {
  const rest = /^(?:@|~|src)\/(.*)$/.exec(specifier)?.[1]
  return rest === undefined ? null : (inPackage(home, `src/${rest}`) ?? inPackage(home, rest))
}

export function splitName(specifier: string): [string, string] {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return [parts.slice(0, length).join('/'), parts.slice(length).join('/')]
}

function resolvePath(
  specifier: string,
  { home, path }: Pick<Module, 'home' | 'path'>,
  packages: Map<string, PackageFiles>,
): Resolved | null {
  if (specifier.startsWith('.')) return inPackage(home, joinPath(path.replace(/[^/]*$/, ''), specifier))
  const absolute = specifier.replace(/^file:\/\//, '')
  for (const one of packages.values()) {
    const root = `/packages/node_modules/${one.name}/`
    if (absolute.startsWith(root)) return inPackage(one, absolute.slice(root.length))
  }
  return null
}

/** Joins paths within a package; what leads out of it stays at its root. */
export function joinPath(...parts: string[]): string {
  const joined: string[] = []
  for (const part of parts.join('/').split('/')) {
    if (part === '..') joined.pop()
    else if (part !== '' && part !== '.') joined.push(part)
  }
  return joined.join('/')
}

const endings = [
  '',
  '.js',
  '.mjs',
  '.cjs',
  '.json',
  '.ts',
  '.mts',
  '.tsx',
  '/index.js',
  '/index.mjs',
  '/index.cjs',
  '/index.ts',
]

function inPackage(home: PackageFiles, path: string): Resolved | null {
  const clean = joinPath(path)
  for (const one of [clean, ...sourcesOf(clean)]) {
    const typed = one.replace(/\.(c|m)?js$/, '.$1ts')
    const found = [...endings.map(ending => one + ending), typed].find(candidate => home.files.has(candidate))
    if (found !== undefined) return { home, path: found }
  }
  return null
}

/** What a file that a build makes may have been made of, where the build has not been done. */
function sourcesOf(path: string): string[] {
  const rest = /^(?:dist|build|lib|out|output|esm|cjs|bin)\/(?:(?:esm|cjs|src|node|bin)\/)?(.*)$/.exec(
    path,
  )?.[1]
  return rest === undefined ? [] : [`src/${rest}`, rest]
}

const conditions = ['node', 'import', 'module', 'require', 'default']

/** What `exports` or `imports` of a package.json says about a name. */
function pick(table: unknown, name: string): string | null {
  if (typeof table === 'string' || Array.isArray(table)) return name === '.' ? condition(table) : null
  if (typeof table !== 'object' || table === null) return null
  const entries = Object.entries(table)
  if (name === '.' && !entries.some(([key]) => key.startsWith('.'))) return condition(table)
  const exact = entries.find(([key]) => key === name)
  if (exact !== undefined) return condition(exact[1])
  for (const [key, value] of entries) {
    const [before = '', after = ''] = key.split('*')
    if (!key.includes('*') || !name.startsWith(before) || !name.endsWith(after)) continue
    const target = condition(value)
    return target === null
      ? null
      : target.replaceAll('*', name.slice(before.length, name.length - after.length))
  }
  return null
}

function condition(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || depth > 10) return null
  if (Array.isArray(value))
    return value.map(one => condition(one, depth + 1)).find(one => one !== null) ?? null
  const entries = new Map(Object.entries(value))
  for (const name of conditions) {
    const found = entries.has(name) ? condition(entries.get(name), depth + 1) : null
    if (found !== null) return found
  }
  return null
}
