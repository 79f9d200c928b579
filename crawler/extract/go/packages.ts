import { callFunction } from '../program/call.ts'
import { makeClass, makeFunction } from '../program/declare.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import { attempt, type Run } from '../program/run.ts'
import type { ClassSyntax, Expression, FunctionSyntax } from '../program/syntax.ts'
import {
  type ClassValue,
  external,
  type Module,
  orUnknown,
  type Scope,
  scopeWithin,
  type Value,
} from '../program/values.ts'
import { aside } from '../source/find-projects.ts'
import type { Parse } from '../syntax/parse.ts'
import { child, children, field, isComment, type Node, parts, textOf } from '../syntax/tree.ts'
import { lowerFunction, lowerStruct } from './lower-declaration.ts'
import { lowerExpression, textIn } from './lower-expression.ts'
import { lowerConstants, lowerVariables } from './lower-statement.ts'

/** The packages of Go that stand in a source, by the path that they are imported as. */
export type Packages = {
  parse: Parse
  files: Map<string, Buffer>
  /** Paths of the modules and the folders that they stand in, with a `/` at the end; the longest path first. */
  modules: { path: string; folder: string }[]
  /** Files of each folder that has code, by the folder. */
  folders: Map<string, string[]>
  loaded: Map<string, Package>
}
export type Package = {
  module: Module
  name: string
  functions: Map<string, FunctionSyntax>
  starts: (() => void)[]
}

const initSteps = 1_000_000

export function makePackages(parse: Parse, files: Map<string, Buffer>): Packages {
  const folders = new Map<string, string[]>()
  const modules: Packages['modules'] = []
  for (const [file, data] of files) {
    const folder = file.slice(0, file.lastIndexOf('/') + 1)
    if (file.endsWith('.go') && !file.endsWith('_test.go'))
      folders.set(folder, [...(folders.get(folder) ?? []), file])
    const path =
      file.slice(folder.length) === 'go.mod'
        ? /^\s*module\s+"?([^\s"]+)/m.exec(data.toString('utf8').slice(0, 100_000))?.[1]
        : undefined
    if (path !== undefined) modules.push({ path, folder })
  }
  modules.sort((a, b) => b.path.length - a.path.length)
  return { parse, files, modules, folders, loaded: new Map() }
}

/** The package that an import means; null where it is not of this source. */
export function importPackage(run: Run, packages: Packages, path: string): Package | null {
  for (const { path: start, folder } of packages.modules) {
    if (path !== start && !path.startsWith(`${start}/`)) continue
    const place = folder + (path === start ? '' : `${path.slice(start.length + 1)}/`)
    return packages.folders.has(place) ? loadFolder(run, packages, place) : null
  }
  return null
}

/** The package of a folder, with what its files declare; nothing of it is worked out before it is asked for. */
export function loadFolder(run: Run, packages: Packages, folder: string): Package {
  const known = packages.loaded.get(folder)
  if (known !== undefined) return known
  const scope = scopeWithin(null, false)
  const module: Module = { kind: 'module', path: folder, file: folder, scope, state: 'loaded' }
  const made: Package = { module, name: '', functions: new Map(), starts: [] }
  packages.loaded.set(folder, made)
  const trees = packages.folders.get(folder)!.flatMap(file => {
    const data = packages.files.get(file)!
    const tree = isGenerated(data) ? null : packages.parse(file, data.toString('utf8'))
    return tree === null ? [] : [tree]
  })
  const methods = methodsOf(trees)
  for (const tree of trees) addFile(run, packages, made, tree, methods)
  for (const start of made.starts) attempt(run, initSteps, start)
  return made
}

/** Large files that a program wrote: clients of services, by the thousand functions. */
function isGenerated(data: Buffer): boolean {
  return data.length > 200_000 && data.subarray(0, 2_000).includes('DO NOT EDIT')
}

type Method = { function: FunctionSyntax; tree: Node }

function methodsOf(trees: Node[]): Map<string, Method[]> {
  const methods = new Map<string, Method[]>()
  for (const tree of trees)
    for (const node of children(tree, 'method_declaration')) {
      const receiver = parts(field(node, 'receiver') ?? node)[0]
      const type =
        receiver === undefined ? '' : textOf(field(receiver, 'type') ?? receiver).replace(/^\*|\[.*$/gs, '')
      methods.set(type, [...(methods.get(type) ?? []), { function: lowered(node), tree }])
    }
  return methods
}

function lowered(node: Node): FunctionSyntax {
  try {
    return lowerFunction(node)
  } catch (error) {
    // Deeper than the stack: not code that somebody wrote.
    if (!(error instanceof RangeError)) throw error
    return {
      name: textOf(field(node, 'name') ?? node).slice(0, 200),
      parameters: [],
      generics: [],
      returns: null,
      results: [],
      body: [],
      decorators: [],
      doc: null,
      generator: false,
      line: node.line,
    }
  }
}

function addFile(
  run: Run,
  packages: Packages,
  made: Package,
  tree: Node,
  methods: Map<string, Method[]>,
): void {
  const scopes = scopesOf(made)
  const { file } = tree.source
  const scope = scopeWithin(made.module.scope, false)
  const module: Module = { ...made.module, file, scope }
  scopes.set(file, { scope, module })
  made.name ||= textOf(parts(child(tree, 'package_clause') ?? tree)[0] ?? tree).slice(0, 100)
  for (const node of children(tree, 'import_declaration')) addImports(run, packages, scope, node)
  const frame = frameOf(run, { module }, scope)
  const lazily = (name: string, make: () => Value) =>
    made.module.scope.names.set(name, { value: undefined, make })
  for (const [position, node] of tree.children.entries()) {
    if (node.type === 'function_declaration') {
      const syntax = lowered(node)
      const fn = makeFunction(frame, syntax)
      made.functions.set(syntax.name, syntax)
      if (syntax.name === 'init')
        made.starts.push(() =>
          callFunction(run, fn, { self: null, args: [], named: new Map(), at: { file, line: node.line } }),
        )
      else lazily(syntax.name, () => fn)
    }
    if (node.type === 'type_declaration')
      for (const spec of children(node, 'type_spec', 'type_alias')) {
        const name = textOf(field(spec, 'name') ?? spec)
        lazily(name, () => makeType(run, made, spec, methods.get(name) ?? [], { scope, module }))
      }
    if (node.type === 'const_declaration')
      for (const { name, value } of lowerConstants(node)) lazily(name, () => evaluate(frame, value))
    if (node.type === 'var_declaration')
      addVariables(packages, made, frame, node, tree.children[position - 1], lazily)
  }
}

const fileScopes = new WeakMap<Package, Map<string, { scope: Scope; module: Module }>>()

function scopesOf(made: Package): Map<string, { scope: Scope; module: Module }> {
  if (!fileScopes.has(made)) fileScopes.set(made, new Map())
  return fileScopes.get(made)!
}

function addImports(run: Run, packages: Packages, scope: Scope, node: Node): void {
  const specs = [
    ...children(node, 'import_spec'),
    ...children(child(node, 'import_spec_list'), 'import_spec'),
  ]
  for (const spec of specs) {
    const path = textIn(field(spec, 'path') ?? spec)
    const alias = field(spec, 'name')
    const own = isOwn(packages, path)
    const name = alias === null ? (own ? packageName(packages, path) : defaultName(path)) : textOf(alias)
    const make = () => (own ? (importPackage(run, packages, path)?.module ?? external(path)) : external(path))
    // What is imported for what it does alone is loaded for that.
    if (name === '_' && own && !aside.test(path)) importPackage(run, packages, path)
    scope.names.set(name, { value: undefined, make })
  }
}

function isOwn({ modules }: Packages, path: string): boolean {
  return modules.some(one => path === one.path || path.startsWith(`${one.path}/`))
}

/** The name that a package of this source gives itself, without reading more of it. */
function packageName(packages: Packages, path: string): string {
  for (const { path: start, folder } of packages.modules) {
    if (path !== start && !path.startsWith(`${start}/`)) continue
    const [file] =
      packages.folders.get(folder + (path === start ? '' : `${path.slice(start.length + 1)}/`)) ?? []
    const text = file === undefined ? '' : packages.files.get(file)!.toString('utf8')
    return /^package\s+(\w+)/m.exec(text)?.[1] ?? defaultName(path)
  }
  return defaultName(path)
}

/** The name that an import has where it says none: its last part, but for a version. */
function defaultName(path: string): string {
  const names = path.split('/')
  const last = /^v\d+$/.test(names.at(-1)!) && names.length > 1 ? names.at(-2)! : names.at(-1)!
  return last
    .replace(/\.v\d+$/, '')
    .replace(/^go-/, '')
    .replaceAll('-', '_')
}

function makeType(
  run: Run,
  made: Package,
  spec: Node,
  methods: Method[],
  { scope, module }: { scope: Scope; module: Module },
): Value {
  const type = field(spec, 'type')
  const name = textOf(field(spec, 'name') ?? spec)
  const frame = frameOf(run, { module }, scope)
  if (spec.type === 'type_alias' || type === null) return evaluate(frame, lowerExpression(type))
  const isStruct = type.type === 'struct_type'
  const base: Expression = isStruct ? { kind: 'unknown', parts: [], line: 0 } : lowerExpression(type)
  const other: ClassSyntax = {
    name,
    bases: [{ name: null, value: base, spread: null }],
    fields: [],
    body: [],
    decorators: [],
    doc: null,
    line: spec.line,
  }
  const value: ClassValue = makeClass(frame, isStruct ? lowerStruct(type, name) : other)
  if (!isStruct) value.marks.add('named')
  for (const { function: syntax, tree } of methods) {
    const place = scopesOf(made).get(tree.source.file) ?? { scope, module }
    const fn = makeFunction(frameOf(run, { module: place.module }, place.scope), syntax)
    fn.owner = value
    value.members.set(syntax.name, fn)
  }
  return value
}

type Lazily = (name: string, make: () => Value) => void

function addVariables(
  { files }: Packages,
  made: Package,
  frame: ReturnType<typeof frameOf>,
  node: Node,
  before: Node | undefined,
  lazily: Lazily,
): void {
  const embedded =
    before !== undefined && isComment(before.type)
      ? /^\/\/go:embed\s+(\S+)/.exec(textOf(before))?.[1]
      : undefined
  const text = embedded === undefined ? undefined : files.get(made.module.path + embedded)?.toString('utf8')
  for (const statement of lowerVariables(node)) {
    if (statement.kind !== 'assign') continue
    const [target] = statement.targets
    if (target?.kind === 'name' && target.name === '_')
      made.starts.push(() => void evaluate(frame, statement.value))
    else if (target?.kind === 'name') lazily(target.name, () => text ?? evaluate(frame, statement.value))
    else if (target?.kind === 'list') {
      let whole: Value | undefined
      for (const [position, { value }] of target.items.entries()) {
        if (value.kind !== 'name') continue
        lazily(value.name, () => {
          whole ??= evaluate(frame, statement.value)
          return typeof whole === 'object' && whole?.kind === 'list'
            ? orUnknown(whole.items[position])
            : (whole ?? null)
        })
      }
    }
  }
}
