import { execute } from '../program/execute.ts'
import { frameOf } from '../program/explore.ts'
import { attempt, type Run } from '../program/run.ts'
import { list, type Module, scopeWithin, type Value } from '../program/values.ts'
import type { Parse } from '../syntax/parse.ts'
import { lowerModule } from './lower-module.ts'
import { fileText } from './paths.ts'

/** The files of Python that a program may import, and where imports start. */
export type Modules = {
  parse: Parse
  files: Map<string, Buffer>
  /** Folders that a name is looked for in, the nearest first; '' or with a `/` at the end. */
  roots: string[]
  /** The project's own of these: only there, a folder without a file of its own may be a package. */
  own: Set<string>
  /** Every folder that something is in, with a `/` at the end. */
  folders: Set<string>
  loaded: Map<string, Module>
}

/** Steps for one statement of a module, with all that it imports and calls. */
const statementSteps = 2_000_000
const moduleLimit = 3_000

export function makeModules(parse: Parse, files: Map<string, Buffer>, folder: string): Modules {
  const folders = new Set<string>()
  for (const path of files.keys())
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end + 1))
  const home = folder === '' ? '' : `${folder}/`
  const own = new Set([home, `${home}src/`])
  return { parse, files, folders, own, roots: rootsOf(files, own), loaded: new Map() }
}

/** The project's own folders first, then every folder that has a package in it. */
function rootsOf(files: Map<string, Buffer>, own: Set<string>): string[] {
  const found = new Set([...own, '', 'src/'])
  for (const path of files.keys()) {
    if (!path.endsWith('/__init__.py')) continue
    const above = path.slice(0, path.lastIndexOf('/', path.length - '/__init__.py'.length - 1) + 1)
    if (!files.has(`${above}__init__.py`)) found.add(above)
  }
  return [...found].slice(0, 200)
}

/** The module of a dotted name, loaded; null where it is not of this source. */
export function importModule(run: Run, modules: Modules, from: Module, dotted: string): Module | null {
  const dots = /^\.*/.exec(dotted)![0].length
  const names = dotted.slice(dots).split('.').filter(Boolean)
  if (dots === 0) {
    const own = folderOf(from.file)
    for (const root of [...modules.roots, own]) {
      const found = walk(run, modules, root, names)
      if (found !== null) return found
    }
    return null
  }
  let base = folderOf(from.file)
  for (let up = 1; up < dots; up++) base = folderOf(base.slice(0, -1))
  return names.length === 0 ? loadPackage(run, modules, base) : walk(run, modules, base, names)
}

/** Loads the packages on the way as well: they may register tools. */
function walk(run: Run, modules: Modules, root: string, names: string[]): Module | null {
  if (!exists(modules, root, names)) return null
  let found: Module | null = null
  for (const [position] of names.entries()) {
    const path = root + names.slice(0, position + 1).join('/')
    found =
      modules.files.has(`${path}.py`) && !modules.files.has(`${path}/__init__.py`)
        ? loadFile(run, modules, `${path}.py`)
        : loadPackage(run, modules, `${path}/`)
  }
  return found
}

function exists({ files, folders, own }: Modules, root: string, names: string[]): boolean {
  const path = root + names.join('/')
  if (files.has(`${path}.py`) || files.has(`${path}/__init__.py`)) return true
  return folders.has(`${path}/`) && (own.has(root) || files.has(`${root}__init__.py`))
}

function loadPackage(run: Run, modules: Modules, folder: string): Module {
  const file = `${folder}__init__.py`
  if (modules.files.has(file)) return loadFile(run, modules, file)
  // A folder without a file of its own is a package too.
  let made = modules.loaded.get(file)
  if (made === undefined) {
    made = { kind: 'module', path: nameOf(modules, file), file, scope: scopeWithin(null), state: 'loaded' }
    modules.loaded.set(file, made)
  }
  return made
}

/** The module of a file, after what its statements do. */
export function loadFile(run: Run, modules: Modules, file: string, isMain = false): Module {
  const known = modules.loaded.get(file)
  if (known !== undefined) return known
  const path = nameOf(modules, file)
  const module: Module = { kind: 'module', path, file, scope: scopeWithin(null), state: 'loading' }
  modules.loaded.set(file, module)
  const set = (name: string, value: Value) => module.scope.names.set(name, { value, make: null })
  set('__name__', isMain ? '__main__' : path)
  set('__file__', fileText(file))
  set('__path__', list([fileText(folderOf(file).slice(0, -1))]))
  if (modules.loaded.size <= moduleLimit) {
    const frame = frameOf(run, { module }, module.scope)
    for (const statement of statementsOf(modules, file))
      attempt(run, statementSteps, () => execute(frame, [statement]))
  }
  module.state = 'loaded'
  return module
}

function statementsOf({ parse, files }: Modules, file: string) {
  const tree = parse(file, files.get(file)!.toString('utf8'))
  try {
    return tree === null ? [] : lowerModule(tree)
  } catch (error) {
    // Deeper than the stack: not code that somebody wrote.
    if (error instanceof RangeError) return []
    throw error
  }
}

function nameOf({ roots }: Modules, file: string): string {
  const root = roots.filter(one => file.startsWith(one)).toSorted((a, b) => b.length - a.length)[0] ?? ''
  return file
    .slice(root.length)
    .replace(/(\/__init__)?\.py$/, '')
    .replaceAll('/', '.')
}

/** The modules within a folder, in order. */
export function modulesWithin({ files }: Modules, folder: string): { name: string; isPackage: boolean }[] {
  const start = `${folder}/`
  const found: { name: string; isPackage: boolean }[] = []
  for (const file of files.keys()) {
    const path = fileText(file)
    if (!path.startsWith(start) || !path.endsWith('.py')) continue
    const [name = '', ...rest] = path.slice(start.length).split('/')
    if (rest.length === 0 && name !== '__init__.py')
      found.push({ name: name.slice(0, -'.py'.length), isPackage: false })
    if (rest.length === 1 && rest[0] === '__init__.py') found.push({ name, isPackage: true })
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
