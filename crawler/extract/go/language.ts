import type { Call, LanguageRules, Run } from '../program/run.ts'
import {
  type External,
  external,
  type Instance,
  is,
  type Place,
  unknown,
  type Value,
} from '../program/values.ts'
import { natives, pointed } from './library.ts'

export type Watch = (run: Run, call: Call & { callee: External }) => boolean

/** How Go differs from what is common to all languages. Its imports are names of the file's scope. */
export function goRules(watch: Watch): LanguageRules {
  return {
    functionScopes: false,
    global: (_, name) => external(name),
    import: () => unknown,
    importAll: () => new Map(),
    native: path => natives.get(path) ?? (pointed.test(path) ? natives.get('pointer')! : null),
    member: memberOf,
    iterate,
    construct,
    operate,
    sawCall: watch,
    isFalse: value => value === false,
  }
}

function memberOf(_: Run, of: Value, name: string, at: Place): Value {
  if (is(of, 'external')) {
    const own = of.named.get(name)
    return own === undefined ? external(of.path === '' ? `.${name}` : `${of.path}.${name}`, of, at) : own
  }
  if (is(of, 'instance')) return ofInstance(of, name, at)
  return is(of, 'module') || is(of, 'class') ? external(`.${name}`, of, at) : unknown
}

/** A field that nothing was given for, or what an embedded thing that is not read has. */
function ofInstance(of: Instance, name: string, at: Place): Value {
  if (of.class.fields.some(field => field.name === name)) return external('', of, at)
  for (const { name: field, doc } of of.class.fields) {
    const embedded = doc === 'embedded' ? of.members.get(field) : undefined
    if (is(embedded, 'external')) return external(`${embedded.path}.${name}`, embedded, at)
  }
  return external(`.${name}`, of, at)
}

/** Values by position and value, or by key and value; one target gets the position or key. */
function iterate(_: Run, value: Value): Value[][] | null {
  if (is(value, 'list')) return value.items.map((item, position) => [position, item])
  if (is(value, 'dict')) return [...value.entries].map(([key, item]) => [key, item])
  return typeof value === 'number' && value >= 0 && value < 1_000
    ? Array.from({ length: value }, (_, position) => [position])
    : null
}

/** A named type that is no struct is its value; a pointer, list or map may stand where a struct would. */
function construct(_: Run, { callee, args }: Call & { callee: Value }): Value | undefined {
  if (is(callee, 'class') && callee.marks.has('named') && args.length === 1) return args[0]!
  return undefined
}

/** Nothing of what is compared is known to be the same, but `nil` is never what is there. */
function operate(operator: string, left: Value, right: Value): Value | undefined {
  if (operator !== '==' && operator !== '!=') return undefined
  const other = left === null ? right : right === null ? left : undefined
  if (other === undefined) return undefined
  if (other === null) return operator === '=='
  return is(other, 'external') ? (other.path.endsWith('{}') ? operator === '!=' : unknown) : operator === '!='
}
