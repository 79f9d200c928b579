import { member, ofClass } from '../program/access.ts'
import { fieldsOf, instanceOf } from '../program/call.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import type { Call, LanguageRules, Run } from '../program/run.ts'
import { variableValue } from '../program/scope.ts'
import {
  type ClassValue,
  dict,
  type External,
  external,
  type FunctionValue,
  type Instance,
  is,
  type Module,
  orUnknown,
  type Place,
  unknown,
  type Value,
} from '../program/values.ts'
import { natives } from './library.ts'
import { importModule, type Modules } from './modules.ts'
import { joinParts, makePath, pathMember, pathText } from './paths.ts'

export type Watch = (run: Run, call: Call & { callee: External }) => boolean

/** How Python differs from what is common to all languages. */
export function pythonRules(modules: Modules, watch: Watch, special: typeof natives): LanguageRules {
  return {
    functionScopes: true,
    global: (_, name) => external(name),
    import: (run, from, path, name) => importName(run, modules, from, path, name),
    importAll: (run, from, path) => importAll(run, modules, from, path),
    native: path => special.get(path) ?? natives.get(path) ?? null,
    member: (run, of, name, at) => memberOf(run, modules, of, name, at),
    iterate,
    construct: constructSpecial,
    operate: (operator, left, right) => (operator === '/' ? joinPaths(left, right) : undefined),
    finishClass: type => void (isEnum(type) && makeMembers(type)),
    sawCall: watch,
    isFalse: value =>
      value === null ||
      value === false ||
      value === 0 ||
      value === '' ||
      (is(value, 'list') && value.items.length === 0) ||
      (is(value, 'dict') && value.entries.size === 0),
  }
}

/** `folder / 'name'`. */
function joinPaths(left: Value, right: Value): Value | undefined {
  const texts = [pathText(left), pathText(right)]
  const isPath = is(left, 'external') && left.path === 'path()'
  return isPath && texts.every(text => text !== null) ? makePath(joinParts(texts)) : undefined
}

function importName(run: Run, modules: Modules, from: Module, path: string, name: string | null): Value {
  const module = importModule(run, modules, from, path)
  if (module === null) return external(name === null ? path : `${path}.${name}`)
  if (name === null) return module
  const variable = module.scope.names.get(name)
  const value = variable && variableValue(variable)
  if (value !== undefined) return value
  const within = /(^|\/)__init__\.py$/.test(module.file)
  return (within ? importModule(run, modules, module, `.${name}`) : null) ?? unknown
}

function importAll(run: Run, modules: Modules, from: Module, path: string): Map<string, Value> {
  const module = importModule(run, modules, from, path)
  const found = new Map<string, Value>()
  for (const [name, variable] of module?.scope.names ?? []) {
    const value = variableValue(variable)
    if (!name.startsWith('_') && value !== undefined) found.set(name, value)
  }
  return found
}

function memberOf(run: Run, modules: Modules, of: Value, name: string, at: Place): Value {
  if (is(of, 'module'))
    return /(^|\/)__init__\.py$/.test(of.file)
      ? (importModule(run, modules, of, `.${name}`) ?? unknown)
      : unknown
  if (is(of, 'external')) return ofExternal(run, of, name, at)
  if (is(of, 'class')) return ofClassItself(of, name, at)
  if (is(of, 'instance')) return ofInstance(run, of, name, at)
  if (is(of, 'function')) return ofFunction(of, name, at)
  if (typeof of === 'string') return external(`text.${name}`, of, at)
  const position = is(of, 'list') ? (of.names?.indexOf(name) ?? -1) : -1
  if (is(of, 'list') && position >= 0) return orUnknown(of.items[position])
  if (is(of, 'list') || is(of, 'dict')) return external(`${of.kind}.${name}`, of, at)
  return unknown
}

function ofExternal(run: Run, of: External, name: string, at: Place): Value {
  if (of.path === 'super()') {
    const [type, self] = of.args
    for (const base of is(type, 'class') ? type.bases : []) {
      if (is(base, 'external')) return external(`${base.path}().${name}`, self === undefined ? of : self, at)
      const found = is(base, 'class') ? ofClass(run, base, self === undefined ? base : self, name) : undefined
      if (found !== undefined) return found
    }
    return unknown
  }
  // What was set on it, or what it was made with.
  const own = of.path === 'path()' ? pathMember(of, name) : of.named.get(name)
  if (own !== undefined) return own
  return external(of.path === '' ? `.${name}` : `${of.path}.${name}`, of, at)
}

function ofClassItself(of: ClassValue, name: string, at: Place): Value {
  if (name === '__name__' || name === '__qualname__') return of.name
  if (name === '__doc__') return of.syntax.doc
  if (name === '__members__') return dict([...of.members].filter(([, value]) => !is(value, 'function')))
  const base = externalBase(of)
  return base === null || modelMembers.has(name)
    ? external(`class.${name}`, of, at)
    : external(`${base}.${name}`, of, at)
}

const modelMembers = new Set(['model_json_schema', 'schema', 'model_fields', 'model_validate'])

function ofInstance(run: Run, of: Instance, name: string, at: Place): Value {
  if (name === '__class__') return of.class
  if (name === '__dict__') return dict(of.members)
  if (name === '__name__') return of.class.name
  if (name === '__doc__') return of.class.syntax.doc
  const field = fieldsOf(run, of.class).find(one => one.name === name)
  if (field?.type) return instanceOf(run, evaluate(frameOf(run, field, field.scope), field.type))
  const base = externalBase(of.class)
  return external(base === null ? `instance.${name}` : `${base}().${name}`, of, at)
}

/** The path of the first base that is not read, however far up. */
export function externalBase(of: ClassValue, depth = 0): string | null {
  for (const base of depth < 20 ? of.bases : []) {
    if (is(base, 'external') && base.path !== '' && base.path !== 'object')
      return base.path.replace(/\[\]$/, '')
    const above = is(base, 'class') ? externalBase(base, depth + 1) : null
    if (above !== null) return above
  }
  return null
}

function ofFunction(of: FunctionValue, name: string, at: Place): Value {
  const shown = of.like ?? of
  if (name === '__name__' || name === '__qualname__') return shown.syntax.name
  if (name === '__doc__') return shown.syntax.doc
  if (name === '__wrapped__') return shown
  if (name === '__module__') return of.module.path
  return external(`function.${name}`, of, at)
}

function iterate(run: Run, value: Value): Value[][] | null {
  if (is(value, 'list')) return value.items.map(item => [item])
  if (is(value, 'dict')) return [...value.entries.keys()].map(key => [key])
  if (typeof value === 'string') return [...value.slice(0, 10_000)].map(sign => [sign])
  if (is(value, 'class') && isEnum(value))
    return enumMembers(value).map(name => [member(run, value, name, value.at)])
  return null
}

export function isEnum(type: ClassValue): boolean {
  const base = externalBase(type)
  return (
    (base !== null && /(^|\.)(Str|Int)?(Enum|Flag)$/.test(base)) ||
    type.bases.some(one => is(one, 'external') && /(^|\.)(Str|Int)?Enum$/.test(one.path))
  )
}

/** Names of an enumeration's members. */
export function enumMembers({ members }: ClassValue): string[] {
  return [...members]
    .filter(([name, value]) => !name.startsWith('_') && !name.includes(' ') && !is(value, 'function'))
    .map(([name]) => name)
}

/** Members of an enumeration know their name and value. */
function makeMembers(type: ClassValue): void {
  for (const name of enumMembers(type)) {
    const value = type.members.get(name)!
    const members = new Map<string, Value>([
      ['name', name],
      ['value', is(value, 'external') && value.path === 'enum.auto()' ? name.toLowerCase() : value],
    ])
    type.members.set(name, { kind: 'instance', class: type, members, at: type.at })
  }
}

/** `Color('red')` is a member of an enumeration, not a new one. */
function constructSpecial(run: Run, { callee, args, named }: Call & { callee: Value }): Value | undefined {
  if (!is(callee, 'class') || !isEnum(callee) || args.length !== 1 || named.size > 0) return undefined
  for (const name of enumMembers(callee)) {
    const one = callee.members.get(name)
    if (is(one, 'instance') && one.members.get('value') === args[0])
      return member(run, callee, name, callee.at)
  }
  return unknown
}
