import type { ExportNamedDeclaration, ImportDeclaration, ModuleExportName, Statement } from 'oxc-parser'
import { namesIn } from './hoist.ts'
import { entriesOf, get, has } from './members.ts'
import type { Exporter, Module } from './modules.ts'
import type { Run } from './run.ts'
import { find, read } from './scope.ts'
import { defaultName } from './statements.ts'
import { isThing, isUnknown, thing, unknown, type Value } from './values.ts'

type Importer = (specifier: string) => Exporter

/** Ties a module's imports and exports to those of others, which are read first. */
export function link(run: Run, module: Module, importer: Importer): void {
  for (const statement of module.program?.body ?? []) declareExports(run, statement, module, importer)
  for (const statement of module.program?.body ?? []) {
    if (statement.type === 'ImportDeclaration' && statement.importKind !== 'type')
      declareImports(run, statement, module, importer)
  }
}

function declareExports(run: Run, statement: Statement, module: Module, importer: Importer): void {
  const local = (name: string) => () => read(find(module.scope!, name))
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement
    const named = 'id' in declaration && declaration.id && !declaration.type.endsWith('Expression')
    module.exports.set('default', local(named ? declaration.id!.name : defaultName))
  } else if (statement.type === 'ExportAllDeclaration') {
    const from = importer(statement.source.value)
    if (statement.exported) module.exports.set(nameOf(statement.exported), () => namespaceOf(run, from))
    else module.stars.push(from)
  } else if (statement.type === 'ExportNamedDeclaration') exportNamed(run, statement, module, importer)
}

function exportNamed(run: Run, node: ExportNamedDeclaration, module: Module, importer: Importer): void {
  const { declaration, source, specifiers } = node
  const from = source ? importer(source.value) : null
  for (const { local, exported } of specifiers) {
    const name = nameOf(local)
    module.exports.set(
      nameOf(exported),
      from === null ? () => read(find(module.scope!, name)) : () => exportOf(run, from, name),
    )
  }
  const names =
    declaration?.type === 'VariableDeclaration'
      ? declaration.declarations.flatMap(({ id }) => namesIn(id))
      : declaration && 'id' in declaration && declaration.id?.type === 'Identifier'
        ? [declaration.id.name]
        : []
  for (const name of names) module.exports.set(name, () => read(find(module.scope!, name)))
}

function declareImports(run: Run, node: ImportDeclaration, module: Module, importer: Importer): void {
  const from = importer(node.source.value)
  for (const specifier of node.specifiers) {
    const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default'
    const ask =
      specifier.type === 'ImportNamespaceSpecifier'
        ? () => namespaceOf(run, from)
        : () => exportOf(run, from, name)
    module.scope!.variables.set(specifier.local.name, { value: undefined, read: ask })
  }
}

function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}

/** How many modules one export may be passed on through. */
const passLimit = 60

/** One export by name. */
function exportOf(run: Run, from: Exporter, name: string, depth = 0): Value {
  if (from.kind === 'value') return ofValue(run, from.value, name)
  const { module } = from
  if (module.common) return ofValue(run, get(run, module.common, 'exports'), name)
  const own = module.exports.get(name)
  if (own !== undefined) return own()
  if (depth < passLimit) {
    for (const star of module.stars) {
      if (name === 'default' || !offers(run, star, name, depth + 1)) continue
      return exportOf(run, star, name, depth + 1)
    }
  }
  return unknown(module.home.name)
}

/** What a module of CommonJS is seen as: all of it is the default. */
function ofValue(run: Run, value: Value, name: string): Value {
  if (isUnknown(value)) return value
  if (name === 'default' && (!isThing(value) || has(run, value, 'default') !== true)) return value
  if (name === 'default' && get(run, value, '__esModule') !== true) return value
  return get(run, value, name)
}

function offers(run: Run, from: Exporter, name: string, depth: number): boolean {
  if (from.kind === 'value') return isUnknown(from.value) || has(run, from.value as never, name) !== false
  const { module } = from
  if (module.common) {
    const value = get(run, module.common, 'exports')
    return isThing(value) && has(run, value, name) !== false
  }
  return (
    module.exports.has(name) ||
    (depth < passLimit && module.stars.some(star => offers(run, star, name, depth + 1)))
  )
}

/** All exports as one object, whose members ask for them. */
export function namespaceOf(run: Run, from: Exporter): Value {
  if (from.kind === 'value') return from.value
  const { module } = from
  if (module.namespace !== null) return module.namespace
  const namespace = thing(null)
  module.namespace = namespace
  const add = (name: string) => {
    const getter = run.realm.native(() => exportOf(run, from, name))
    namespace.members.set(name, { value: undefined, get: getter, set: undefined, enumerable: true })
  }
  for (const name of namesOf(run, from, 0)) add(name)
  if (module.common) {
    add('default')
    if (!namespace.members.has('module.exports')) add('module.exports')
  }
  return namespace
}

function namesOf(run: Run, from: Exporter, depth: number): string[] {
  if (depth > passLimit) return []
  if (from.kind === 'value') return entriesOf(run, from.value).map(([key]) => key)
  const { module } = from
  if (module.common) return entriesOf(run, get(run, module.common, 'exports')).map(([key]) => key)
  const stars = module.stars.flatMap(star => namesOf(run, star, depth + 1)).filter(name => name !== 'default')
  return [...new Set([...module.exports.keys(), ...stars])]
}
