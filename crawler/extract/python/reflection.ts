import { member } from '../program/access.ts'
import { call } from '../program/call.ts'
import { type Call, type Native, type Run, spend } from '../program/run.ts'
import { truth } from '../program/truth.ts'
import { dict, is, isKnown, list, unknown, type Value } from '../program/values.ts'

/** Functions that ask what a value is and has. */
export const reflection: [string, Native][] = [
  ['dir', (_, { args: [of = null] }) => list(namesIn(of).sort())],
  [
    'vars',
    (run, { args: [of = null], at }) => dict(namesIn(of).map(name => [name, member(run, of, name, at)])),
  ],
  ['inspect.getmembers', getMembers],
  ['getattr', getAttribute],
  ['setattr', setAttribute],
  ['hasattr', hasAttribute],
  ['type', (_, { args: [value = null] }) => (is(value, 'instance') ? value.class : unknown)],
  ['isinstance', (run, { args: [value = null, type = unknown] }) => isInstance(run, value, type)],
  ['callable', isCallable],
  ['inspect.isroutine', isCallable],
  ['inspect.isfunction', isCallable],
  ['inspect.iscoroutinefunction', () => unknown],
]

function isCallable(_: Run, { args: [value = null] }: Call): Value {
  if (is(value, 'function') || is(value, 'class')) return true
  return isKnown(value) && !is(value, 'instance') ? false : unknown
}

const typeNames = new Map([
  ['string', 'str'],
  ['boolean', 'bool'],
  ['number', 'int'],
])

/** Whether a value is of a type, as far as both are known. */
function isInstance(run: Run, value: Value, type: Value): Value {
  if (is(type, 'list')) {
    const found = type.items.map(one => isInstance(run, value, one))
    return found.includes(true) ? true : found.every(one => one === false) ? false : unknown
  }
  if (is(value, 'instance') && is(type, 'class')) return isA(value.class, type, 0)
  if (!is(type, 'external') || !isKnown(value)) return unknown
  if (typeof value !== 'object') return typeNames.get(typeof value) === type.path
  if (value === null) return type.path === 'NoneType'
  if (is(value, 'list')) return type.path === value.shape
  return is(value, 'dict') ? type.path === 'dict' : unknown
}

function isA(own: Value, type: Value, depth: number): Value {
  if (own === type) return true
  if (!is(own, 'class') || depth > 20) return is(own, 'external') ? unknown : false
  const above = own.bases.map(base => isA(base, type, depth + 1))
  return above.includes(true) ? true : above.includes(unknown) ? unknown : false
}

/** Names of what a module, a class or an object has. */
function namesIn(of: Value): string[] {
  if (is(of, 'module')) return [...of.scope.names.keys()]
  if (is(of, 'class')) return [...of.bases.flatMap(namesIn), ...of.members.keys()]
  return is(of, 'instance') ? [...namesIn(of.class), ...of.members.keys()] : []
}

function getMembers(run: Run, { args: [of = null, test], at }: Call): Value {
  const found = [...new Set(namesIn(of))]
    .sort()
    .map(name => list([name, member(run, of, name, at)], 'tuple', at))
  spend(run, found.length)
  if (test === undefined) return list(found)
  return list(found.filter(({ items: [, value = unknown] }) => isOfKind(run, test, value, at)))
}

/** Whether a test such as `inspect.isfunction` is true for a value. */
function isOfKind(run: Run, test: Value, value: Value, at: Call['at']): boolean {
  if (!is(test, 'external'))
    return truth(run, call(run, test, { self: null, args: [value], named: new Map(), at })) !== false
  if (test.path.endsWith('isclass')) return is(value, 'class')
  return /is(function|method|routine|coroutinefunction)$/.test(test.path) ? is(value, 'function') : true
}

function getAttribute(run: Run, { args: [of = unknown, name = unknown, otherwise], at }: Call): Value {
  if (typeof name !== 'string') return unknown
  const value = member(run, of, name, at)
  return isKnown(value) || otherwise === undefined
    ? value
    : is(of, 'external') && of.path === ''
      ? unknown
      : otherwise
}

function setAttribute(_: Run, { args: [of = unknown, name = unknown, value = unknown] }: Call): Value {
  if (typeof name === 'string' && (is(of, 'instance') || is(of, 'class'))) of.members.set(name, value)
  return null
}

function hasAttribute(run: Run, { args: [of = unknown, name = unknown], at }: Call): Value {
  if (is(of, 'function') && of.marks.has(`has ${name}`)) return true
  // Only its own decorator sets this.
  if (name === '__fastmcp__' && (is(of, 'function') || is(of, 'class'))) return false
  return typeof name === 'string' && isKnown(member(run, of, name, at)) ? true : unknown
}
