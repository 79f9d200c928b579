import type { Program, Statement } from 'oxc-parser'
import { builtinModule } from '../library/node-modules.ts'
import { findModel } from '../models/index.ts'
import type { PackageFiles } from '../package/package-files.ts'
import { parseSource } from '../package/parse.ts'
import { type Resolved, resolveModule } from '../package/resolve.ts'
import { fromJson } from './json.ts'
import { link, namespaceOf } from './link.ts'
import { get } from './members.ts'
import { fulfilled } from './promises.ts'
import { Exhausted, type Run, Thrown } from './run.ts'
import { declare, type Receiver, type Scope } from './scope.ts'
import { execute, hoist } from './statements.ts'
import { type Thing, thing, unknown, type Value } from './values.ts'

/** One file of code while it is read. */
export type Module = {
  file: string
  text: string
  /** True for our own stand-ins. */
  ours: boolean
  home: PackageFiles
  path: string
  program: Program | null
  scope: Scope | null
  /** What it exports by name, asked each time: modules that import each other see it grow. */
  exports: Map<string, () => Value>
  /** Modules all of whose exports are exported again. */
  stars: Exporter[]
  /** Of CommonJS: the object that has `exports`. */
  common: Thing | null
  namespace: Thing | null
}
/** What can be imported: a module, a value that stands for one, or what is not known. */
export type Exporter = { kind: 'module'; module: Module } | { kind: 'value'; value: Value }

export type Modules = {
  load(run: Run, home: PackageFiles, path: string): Exporter
  importLater(run: Run, specifier: Value, from: Module): Value
  meta(run: Run, module: Module): Value
  require(run: Run, specifier: string, from: Module): Value
  loaded(): Module[]
  /** Packages that code asked for and that were not there. */
  missing: Set<string>
}

export function makeModules(packages: Map<string, PackageFiles>): Modules {
  const known = new Map<string, Exporter>()
  const modules: Modules = {
    missing: new Set(),
    loaded: () => [...known.values()].flatMap(one => (one.kind === 'module' ? [one.module] : [])),
    load(run, home, path) {
      const id = `${home.name}/${path}`
      const cached = known.get(id)
      if (cached !== undefined) return cached
      const made = start(run, home, path)
      known.set(id, made)
      if (made.kind === 'module') executeModule(run, made.module, find)
      return made
    },
    importLater(run, specifier, from) {
      if (typeof specifier !== 'string') return unknown()
      return fulfilled(run, namespaceOf(run, find(run, specifier, from)))
    },
    meta(run, { home, path }) {
      const url = `file://${rootOf(home)}/${path}`
      const meta = run.realm.object({
        url,
        filename: `${rootOf(home)}/${path}`,
        dirname: folderOf(home, path),
      })
      meta.open = true
      return meta
    },
    require(run, specifier, from) {
      const found = find(run, specifier, from)
      if (found.kind === 'module' && found.module.common) return get(run, found.module.common, 'exports')
      return namespaceOf(run, found)
    },
  }
  return modules

  function find(run: Run, specifier: string, from: Module): Exporter {
    const model = from.ours ? null : findModel(specifier)
    const builtin = model === null ? builtinModule(run, specifier, from, packages) : null
    if (builtin !== null) return { kind: 'value', value: builtin }
    const target: Resolved | null = model ?? resolveModule(specifier, from, packages)
    if (target === null) {
      if (!/^[./]/.test(specifier)) modules.missing.add(specifier)
      return { kind: 'value', value: unknown(specifier) }
    }
    return modules.load(run, target.home, target.path)
  }
}

/** Where a package's files would be, as far as its own code can tell. */
export function rootOf({ name }: PackageFiles): string {
  return `/packages/node_modules/${name}`
}

function folderOf(home: PackageFiles, path: string): string {
  return `${rootOf(home)}/${path}`.replace(/\/[^/]*$/, '')
}

function start(run: Run, home: PackageFiles, path: string): Exporter {
  const text = home.files.get(path)?.toString('utf8') ?? ''
  if (path.endsWith('.json')) {
    try {
      return { kind: 'value', value: fromJson(run, JSON.parse(text)) }
    } catch {
      return { kind: 'value', value: unknown() }
    }
  }
  const program = parseSource(path, text)
  const common = program?.isModule ? null : run.realm.object({ exports: thing(run.realm.protos.object) })
  const file = home.main ? path : `${home.name}/${path}`
  const base = { file, text, ours: home.ours, home, path, program: program?.program ?? null, scope: null }
  return { kind: 'module', module: { ...base, exports: new Map(), stars: [], common, namespace: null } }
}

type Find = (run: Run, specifier: string, from: Module) => Exporter

function executeModule(run: Run, module: Module, find: Find): void {
  const receiver: Receiver = { self: undefined, home: null, fn: null, newTarget: undefined }
  const activation = { module, returns: [], yields: null }
  const scope: Scope = { variables: new Map(), parent: null, receiver, activation }
  module.scope = scope
  const body = module.program?.body ?? []
  if (module.common) {
    declareCommon(run, module, scope)
    receiver.self = get(run, module.common, 'exports')
  }
  hoist(run, body, scope)
  // Exports are there before anything runs, so that modules which import each other find them.
  link(run, module, specifier => find(run, specifier, module))
  for (const statement of body) executeTop(run, statement, scope)
}

/** Steps for one statement of a module, and of one of a dependency: what spends more is given up for the rest. */
const statementSteps = { main: 10_000_000, dependency: 1_000_000 }

/** What a statement of a module throws ends that statement: the rest of the module may still be read. */
function executeTop(run: Run, statement: Statement, scope: Scope): void {
  const { taskLimit, steps } = run
  run.taskLimit = Math.min(
    run.stepLimit,
    steps + statementSteps[scope.activation.module.home.main ? 'main' : 'dependency'],
  )
  try {
    execute(run, statement, scope)
  } catch (error) {
    const given = error instanceof Exhausted && run.steps < run.stepLimit
    if (!(given || error instanceof Thrown || error instanceof RangeError)) throw error
  } finally {
    // Modules that are loaded on the way have budgets of their own.
    run.taskLimit = Math.min(run.stepLimit, taskLimit + run.steps - steps)
  }
}

function declareCommon(run: Run, module: Module, scope: Scope): void {
  const { home, path, common } = module
  declare(scope, 'module', common)
  declare(scope, 'exports', get(run, common, 'exports'))
  declare(scope, '__filename', `${rootOf(home)}/${path}`)
  declare(scope, '__dirname', folderOf(home, path))
  declare(scope, 'require', makeRequire(run, module))
}

export function makeRequire(run: Run, module: Module): Thing {
  const require = run.realm.native((inner, _, [specifier]) =>
    typeof specifier === 'string' ? inner.modules.require(inner, specifier, module) : unknown(),
  )
  require.open = true
  return require
}
