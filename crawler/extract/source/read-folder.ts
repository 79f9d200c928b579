import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { archiveLimits } from '../../archive/limits.ts'
import { CannotList } from '../../failure.ts'

/** What is no source of a server, by the name of its folder: installed, built, or kept by version control. */
const skipped = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '__pycache__',
  'site-packages',
  '.mypy_cache',
  '.gradle',
  '.idea',
  '.vs',
  'target',
])
const depthLimit = 40

/**
 * The files of a folder, in memory, by their path within it with `/` between its parts, in one order on every
 * machine. Links are left out, and so are files too large to be code. Throws `CannotList`.
 */
export function readFolder(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const count = { entries: 0, kept: 0 }
  const pending: { path: string; depth: number }[] = [{ path: '', depth: 0 }]
  while (pending.length > 0) {
    const { path, depth } = pending.pop()!
    const entries = list(join(folder, path)).toSorted((a, b) => (a.name < b.name ? 1 : -1))
    for (const entry of entries) {
      count.entries += 1
      if (count.entries > archiveLimits.files)
        throw new CannotList('too-large', `holds more than ${archiveLimits.files} files`)
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory() && depth < depthLimit && !skipped.has(entry.name))
        pending.push({ path: inner, depth: depth + 1 })
      if (entry.isFile()) keep(folder, inner, files, count)
    }
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function list(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (cause) {
    throw new CannotList('not-readable', `has a folder that cannot be opened: ${path}`, { cause })
  }
}

function keep(folder: string, path: string, files: Map<string, Buffer>, count: { kept: number }): void {
  if (!mayMatter.test(path)) return
  const { size } = lstatSync(join(folder, path))
  if (size > archiveLimits.fileBytes || count.kept + size > archiveLimits.bytes) return
  files.set(path, readFileSync(join(folder, path)))
  count.kept += size
}

/** Code, and texts that code reads. */
const mayMatter =
  /\.([cm]?[jt]sx?|py|pyi|go|cs|csproj|java|kt|kts|rs|json|jsonc|ya?ml|toml|mod|work|xml|gradle|cfg|md|txt|j2|tmpl|graphql|gql|snap|toolsnap)$/
