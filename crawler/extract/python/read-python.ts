import { parse as parseToml } from 'smol-toml'
import { call } from '../program/call.ts'
import { evaluate } from '../program/evaluate.ts'
import { exploreUncalled, frameOf, runDeferred } from '../program/explore.ts'
import { attempt, makeRun, type Native, type Run } from '../program/run.ts'
import { fromJson } from '../program/to-json.ts'
import { external, is, list, type Module, unknown, type Value } from '../program/values.ts'
import type { ReadLanguage, Start } from '../read-project.ts'
import { aside } from '../source/find-projects.ts'
import { loadParser, type Parse } from '../syntax/parse.ts'
import { parts } from '../syntax/tree.ts'
import { countDecorated } from './count-unproven.ts'
import { pythonRules } from './language.ts'
import { lowerExpression } from './lower-expression.ts'
import { folderOf, importModule, loadFile, type Modules, makeModules, modulesWithin } from './modules.ts'
import { pathNatives, pathText } from './paths.ts'
import { schemaOf } from './schema.ts'
import { type Sightings, watch } from './sightings.ts'
import { collectTools } from './tools.ts'

/** Steps for a program, and for a program's start alone. */
const programSteps = 30_000_000
const startSteps = 8_000_000
const fileLimit = 1_500

/** Reads the tools that a program in Python gives to a server. */
export const readPython: ReadLanguage = async (files, folder, start) => {
  const parse = await loadParser('python')
  const modules = makeModules(parse, files, folder)
  const sightings: Sightings = {
    registrations: [],
    handlers: [],
    mounts: [],
    started: new Set(),
    noted: new Map(),
  }
  const rules = pythonRules(modules, (_, seen) => watch(sightings, seen), special(modules, start))
  rules.typeOf = (run, text, module) => typeOf(parse, run, text, module)
  const run = makeRun(rules, programSteps)
  const own = ownFiles(files, folder)
  let exhausted = !follow(run, modules, folder, own)
  let collected = collect(run, sightings, false)
  if (collected.found.length === 0) {
    for (const file of own) loadFile(run, modules, file)
    const isWanted = (text: string) => registering.test(text)
    exhausted =
      !exploreUncalled(
        run,
        fn => own.has(fn.module.file) && isWanted(sourceOf(modules, fn.module.file, fn.syntax.line)),
      ) || exhausted
    collected = collect(run, sightings, true)
  }
  return { ...collected, unproven: countDecorated(modules, own, collected.found), exhausted }
}

/** What code has in it that gives tools to a server. */
const registering = /\.(tool|add_tool|list_tools|register_tool)\b/

function collect(run: Run, sightings: Sightings, withUnsure: boolean) {
  run.stepLimit = run.steps + programSteps / 2
  return collectTools(run, sightings, withUnsure)
}

/** The project's files that speak of MCP; its tests and examples are no part of the server. */
function ownFiles(files: Map<string, Buffer>, folder: string): Set<string> {
  const home = folder === '' ? '' : `${folder}/`
  const nested = [...files.keys()]
    .filter(path => /(^|\/)(pyproject\.toml|setup\.py)$/.test(path))
    .map(folderOf)
    .filter(one => one !== home && one.startsWith(home))
  const paths = [...files.keys()].filter(
    path =>
      path.startsWith(home) &&
      path.endsWith('.py') &&
      !aside.test(path.slice(home.length)) &&
      !nested.some(one => path.startsWith(one)),
  )
  return new Set(paths.filter(path => files.get(path)!.includes('mcp')).slice(0, fileLimit))
}

/** Follows the program from where it starts, or, where that is not known, from every file. False where the budget did not last. */
function follow(run: Run, modules: Modules, folder: string, own: Set<string>): boolean {
  const scripts = scriptsOf(modules.files, folder)
  for (const { module: path, fn } of scripts) {
    const from: Module = {
      kind: 'module',
      path: '',
      file: folder === '' ? '' : `${folder}/`,
      scope: frameScope(),
      state: 'loaded',
    }
    const module = importModule(run, modules, from, path)
    const entry = module?.scope.names.get(fn)?.value ?? null
    attempt(run, startSteps, () =>
      call(run, entry, { self: null, args: [], named: new Map(), at: { file: '', line: 0 } }),
    )
  }
  const mains = [...own].filter(
    path =>
      /__name__\s*==\s*["']__main__["']/.test(modules.files.get(path)!.toString('utf8')) ||
      path.endsWith('__main__.py'),
  )
  const starts = scripts.length > 0 && modules.loaded.size > 0 ? [] : mains.length > 0 ? mains : [...own]
  for (const file of starts) loadFile(run, modules, file, true)
  return runDeferred(run) && run.steps < run.stepLimit
}

function frameScope() {
  return { names: new Map(), parent: null, isFunction: true, outer: null }
}

/** The programs that a project's manifest names, as `module:function`. */
function scriptsOf(files: Map<string, Buffer>, folder: string): { module: string; fn: string }[] {
  const text = files.get(folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`)?.toString('utf8')
  if (text === undefined) return []
  try {
    const table = parseToml(text) as { [key: string]: { [key: string]: unknown } }
    const poetry = (table.tool as { [key: string]: { scripts?: unknown } } | undefined)?.poetry?.scripts
    const scripts = { ...(table.project?.scripts as object), ...(poetry as object) }
    return Object.values(scripts).flatMap(value => {
      const [module, fn] = typeof value === 'string' ? value.split(':') : []
      return module && fn ? [{ module: module.trim(), fn: fn.trim() }] : []
    })
  } catch {
    return []
  }
}

/** Functions whose answer depends on how the program is started, or on its files. */
function special(modules: Modules, { env }: Start): Map<string, Native> {
  const variable: Native = (_, { args: [name, otherwise], callee }) => {
    if (typeof name === 'string' && Object.hasOwn(env, name)) return env[name]!
    if (otherwise === undefined) return external(`${callee.path}()`, callee)
    // Whoever starts it without saying more gets what it takes by itself; switches may be set either way.
    const isSwitch = typeof otherwise !== 'string' || /^(true|false|yes|no|on|off|[01]?)$/i.test(otherwise)
    return isSwitch ? { ...external('setting()', callee), args: [otherwise] } : otherwise
  }
  const modelSchema: Native = (run, { self }) =>
    is(self, 'class') ? fromJson(schemaOf(run, self, self.module), self.at) : undefined
  return new Map<string, Native>([
    ...pathNatives(modules),
    ['os.getenv', variable],
    ['os.environ.get', variable],
    ['class.model_json_schema', modelSchema],
    ['class.schema', modelSchema],
    [
      'importlib.import_module',
      (run, { args: [name, from], frame }) => importByName(run, modules, name, from, frame?.module),
    ],
    ['__import__', (run, { args: [name], frame }) => importByName(run, modules, name, null, frame?.module)],
    ['pkgutil.iter_modules', (_, { args: [paths] }) => listModules(modules, paths)],
    ['pkgutil.walk_packages', (_, { args: [paths] }) => listModules(modules, paths)],
  ])
}

/** A module asked for by a name that is made: all beside it where the name is not known. */
function importByName(
  run: Run,
  modules: Modules,
  name: Value | undefined,
  from: Value | undefined,
  at: Module | undefined,
): Value {
  if (at === undefined) return unknown
  if (typeof name === 'string') {
    const base =
      typeof from === 'string' ? importModule(run, modules, at, from) : is(from, 'module') ? from : at
    return importModule(run, modules, base ?? at, name) ?? external(name)
  }
  const beside = [...modules.files.keys()].filter(
    path => path.startsWith(folderOf(at.file)) && path.endsWith('.py') && !aside.test(path),
  )
  for (const file of beside.slice(0, 200))
    if (registering.test(modules.files.get(file)!.toString('utf8'))) loadFile(run, modules, file)
  return unknown
}

function listModules(modules: Modules, paths: Value | undefined): Value {
  const folder = pathText(is(paths, 'list') ? paths.items[0] : paths)
  if (folder === null) return unknown
  return list(
    modulesWithin(modules, folder).map(({ name, isPackage }) => ({
      ...list([unknown, name, isPackage], 'tuple'),
      names: ['module_finder', 'name', 'ispkg'],
    })),
  )
}

function typeOf(parse: Parse, run: Run, text: string, module: Module): Value {
  const tree = text.length < 2_000 ? parse(module.file, text) : null
  const [first] = tree === null ? [] : parts(tree)
  return first === undefined
    ? unknown
    : evaluate(frameOf(run, { module }, module.scope), lowerExpression(first))
}

/** The text of what stands at a line, to its end: what is on the same or a deeper level. */
function sourceOf({ files }: Modules, file: string, line: number): string {
  const lines =
    files
      .get(file)
      ?.toString('utf8')
      .split('\n')
      .slice(line - 1) ?? []
  const indent = (text: string) => text.length - text.trimStart().length
  const margin = indent(lines[0] ?? '')
  const end = lines.findIndex(
    (text, position) =>
      position > 0 &&
      text.trim() !== '' &&
      indent(text) <= margin &&
      !/^\s*(async\s+)?(def|class|@|\))/.test(text),
  )
  return lines.slice(0, end < 0 ? undefined : end).join('\n')
}
