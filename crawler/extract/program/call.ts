import { inherited, ofClass } from './access.ts'
import { evaluate } from './evaluate.ts'
import { runBody } from './execute.ts'
import { type Call, Exhausted, type Frame, Raised, type Run, spend } from './run.ts'
import type { Parameter } from './syntax.ts'
import {
  type ClassValue,
  dict,
  type External,
  external,
  type FunctionValue,
  type Instance,
  is,
  list,
  type Scope,
  scopeWithin,
  unknown,
  type Value,
} from './values.ts'

/** How deep calls may go within each other, and one function within itself. */
const depthLimit = 60
const recursionLimit = 4

/** What a call gives. */
export function call(run: Run, callee: Value, given: Call): Value {
  spend(run)
  if (is(callee, 'function')) return callFunction(run, callee, given)
  if (is(callee, 'class')) return construct(run, callee, given)
  if (is(callee, 'instance')) {
    const method = ofClass(run, callee.class, callee, '__call__')
    return method === undefined ? unknown : call(run, method, given)
  }
  return is(callee, 'external') ? callExternal(run, callee, given) : unknown
}

function callExternal(run: Run, callee: External, call: Call): Value {
  const given = { ...call, self: callee.of, callee }
  const { args, named, at } = given
  const native = callee.path === '' ? null : run.language.native(callee.path)
  const result = native?.(run, given)
  if (result !== undefined) return result
  const isSeen = run.language.sawCall(run, given)
  if (!isSeen) for (const value of [...args, ...named.values()]) defer(run, value)
  return { ...external(callee.path === '' ? '' : `${callee.path}()`, callee, at), args, named }
}

/** Takes down functions that what is not known may call. */
function defer(run: Run, value: Value): void {
  if (run.deferred.length > 5_000) return
  if (is(value, 'function')) run.deferred.push(value)
  else if (is(value, 'external') && value.path.endsWith('{}'))
    for (const one of value.named.values()) if (is(one, 'function')) run.deferred.push(one)
}

/** What calling one of the code's own functions gives. */
export function callFunction(run: Run, fn: FunctionValue, given: Call): Value {
  spend(run)
  if (run.depth >= depthLimit || fn.calls.active >= recursionLimit) return unknown
  const scope = scopeWithin(fn.scope)
  const frame: Frame = { run, scope, module: fn.module, fn, uncertain: 0, returns: [], yields: [] }
  fn.calls.count += 1
  fn.calls.active += 1
  run.depth += 1
  try {
    bind(frame, fn, given)
    return runBody(frame, fn.syntax)
  } catch (error) {
    // Nobody runs a program that always fails: what leads there is our misreading.
    if (!(error instanceof Raised) || run.guarded > 0) throw error
    return unknown
  } finally {
    run.depth -= 1
    fn.calls.active -= 1
  }
}

/** Gives a function's parameters their values. */
function bind(frame: Frame, fn: FunctionValue, { args, named }: Call): void {
  const { names } = frame.scope
  const set = (name: string, value: Value) => names.set(name, { value, make: null })
  const positional = fn.self === undefined ? [...args] : [fn.self, ...args]
  const left = new Map(named)
  for (const parameter of fn.syntax.parameters) {
    const { name, spread } = parameter
    if (spread === 'list') set(name, list(positional.splice(0), 'list'))
    else if (spread === 'dict') set(name, dict(left))
    else if (positional.length > 0 && !left.has(name)) set(name, positional.shift()!)
    else {
      const own = left.get(name)
      set(name, own === undefined ? defaultOf(frame, fn, parameter) : own)
      left.delete(name)
    }
  }
  if (fn.owner !== null) set('__class__', fn.owner)
}

function defaultOf(frame: Frame, fn: FunctionValue, { value, type }: Parameter): Value {
  if (value !== null) return evaluate({ ...frame, scope: fn.scope }, value)
  return type === null ? unknown : instanceOf(frame.run, typeOf(frame, fn.scope, type))
}

function typeOf(frame: Frame, scope: Scope, type: Parameter['type']): Value {
  try {
    return type === null ? unknown : evaluate({ ...frame, scope }, type)
  } catch (error) {
    if (error instanceof Exhausted) throw error
    return unknown
  }
}

/** Something of a type, of which nothing else is known. */
export function instanceOf(run: Run, type: Value): Value {
  spend(run)
  if (is(type, 'class')) return makeInstance(type, { self: null, args: [], named: new Map(), at: type.at })
  if (!is(type, 'external') || type.path === '') return unknown
  // An optional thing is taken to be there; an annotated one is what it annotates.
  const inner = /(^|\.)(Optional|Annotated|union)\[\]$/.test(type.path)
    ? type.args.find(one => one !== null)
    : undefined
  return inner === undefined ? external(`${type.path}()`, type, type.at) : instanceOf(run, inner)
}

/** What a class makes of the arguments it is called with. */
export function construct(run: Run, type: Value, given: Call): Value {
  spend(run)
  const special = run.language.construct?.(run, { ...given, callee: type })
  if (special !== undefined) return special
  if (is(type, 'class')) return constructClass(run, type, given)
  if (!is(type, 'external')) return unknown
  const made = { ...external(`${type.path}{}`, type, given.at), args: given.args, named: given.named }
  run.language.sawCall(run, { ...given, callee: made })
  return made
}

function constructClass(run: Run, type: ClassValue, given: Call): Value {
  const made = makeInstance(type, given)
  const start = inherited(run, type, '__init__')
  if (is(start, 'function')) callFunction(run, { ...start, self: made, owner: start.owner ?? type }, given)
  else setFields(run, made, given)
  return made
}

export function makeInstance(type: ClassValue, { at }: Call): Instance {
  return { kind: 'instance', class: type, members: new Map(), at }
}

/** Gives the fields of a plain class what it was called with, by name or in order. */
function setFields(run: Run, made: Instance, { args, named }: Call): void {
  const fields = fieldsOf(run, made.class)
  for (const [position, field] of fields.entries()) {
    const value = named.has(field.name) ? named.get(field.name) : args[position]
    if (value !== undefined) made.members.set(field.name, value)
  }
  for (const [name, value] of named) made.members.set(name, value)
}

/** A class's fields, those of its bases first. */
export function fieldsOf(run: Run, type: ClassValue, seen = new Set<Value>()): ClassValue['fields'] {
  if (seen.has(type)) return []
  seen.add(type)
  spend(run, type.fields.length + 1)
  const inherited = type.bases.flatMap(base => (is(base, 'class') ? fieldsOf(run, base, seen) : []))
  const own = new Set(type.fields.map(({ name }) => name))
  return [...inherited.filter(({ name }) => !own.has(name)), ...type.fields]
}
