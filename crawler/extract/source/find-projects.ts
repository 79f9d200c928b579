import { parse as parseToml } from 'smol-toml'
import type { Language } from '../../types.ts'

/** What a project's manifest says of it; '' for what it does not say. */
type About = { name: string; version: string; description: string }

/** A program within a source: its folder ('' for the whole) and the languages whose code stands there. */
export type Project = { folder: string; languages: Language[]; about: About }

type Traits = {
  code: RegExp
  /** Files that make their folder a project of its own. */
  manifest: RegExp
  /** True where the parts of a build belong to one program more often than not. */
  whole?: true
}

/** How each language's code and projects are known. */
const traits = {
  javascript: { code: /\.[cm]?[jt]sx?$/, manifest: /^package\.json$/ },
  python: { code: /\.py$/, manifest: /^(pyproject\.toml|setup\.py|setup\.cfg)$/ },
  go: { code: /\.go$/, manifest: /^go\.mod$/ },
  csharp: { code: /\.cs$/, manifest: /\.csproj$/, whole: true },
  java: { code: /\.java$/, manifest: /^(pom\.xml|build\.gradle(\.kts)?)$/, whole: true },
  kotlin: { code: /\.kt$/, manifest: /^(pom\.xml|build\.gradle(\.kts)?)$/, whole: true },
  rust: { code: /\.rs$/, manifest: /^Cargo\.toml$/, whole: true },
} satisfies Record<Language, Traits>

/** What is no part of a server: its tests, what shows how it is used, and what it brings of others. */
export const aside =
  /(^|\/)(tests?|__tests__|testing|testdata|e2e|examples?|samples?|fixtures?|docs?|benchmarks?|vendor|third_party|node_modules)\/|\.(test|spec)\.[cm]?[jt]sx?$|_test\.go$|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/i

const projectLimit = 400

/** The projects of a source, by folder: where a manifest stands, and the whole where code stands under none. */
export function findProjects(files: Map<string, Buffer>): Project[] {
  const projects = new Map<string, Set<Language>>()
  for (const [language, { code, manifest, ...rest }] of Object.entries(traits) as [Language, Traits][]) {
    const paths = [...files.keys()].filter(path => code.test(path) && !aside.test(path))
    if (paths.length === 0) continue
    const folders = new Set(
      rest.whole ? [] : [...files.keys()].filter(path => manifest.test(nameOf(path))).map(folderOf),
    )
    for (const path of paths) {
      const folder = nearest(path, folders)
      if (!projects.has(folder)) projects.set(folder, new Set())
      projects.get(folder)!.add(language)
    }
  }
  return [...projects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, projectLimit)
    .map(([folder, languages]) => ({ folder, languages: [...languages], about: describe(files, folder) }))
}

/** The innermost of the folders that a path is in; '' where it is in none. */
export function nearest(path: string, folders: Set<string>): string {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder))
    if (folders.has(folder)) return folder
  return ''
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** What the manifests in a folder say: the first that says anything. */
function describe(files: Map<string, Buffer>, folder: string): About {
  const text = (name: string) => files.get(folder === '' ? name : `${folder}/${name}`)?.toString('utf8')
  const pyproject = table(text('pyproject.toml'), parseToml)
  const candidates = [
    table(text('package.json'), JSON.parse),
    member(pyproject, 'project'),
    member(member(pyproject, 'tool'), 'poetry'),
    member(table(text('Cargo.toml'), parseToml), 'package'),
  ]
  const says = (key: string) =>
    candidates
      .map(candidate => member(candidate, key))
      .find((value): value is string => typeof value === 'string')
      ?.slice(0, 10_000) ?? ''
  const module = /^module\s+(\S+)/m.exec(text('go.mod') ?? '')?.[1] ?? ''
  return { name: says('name') || module, version: says('version'), description: says('description') }
}

function table(text: string | undefined, parse: (text: string) => unknown): unknown {
  if (text === undefined || text.length > 1_000_000) return null
  try {
    return parse(text)
  } catch {
    return null
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as { [key: string]: unknown })[key]
    : undefined
}
