import type { Expression, PropertyKey } from 'oxc-parser'
import { call } from './call.ts'
import { evaluate } from './expressions.ts'
import { nameOf, parametersOf, prototypeOf } from './functions.ts'
import { type Run, spend } from './run.ts'
import type { Scope } from './scope.ts'
import { sawMember } from './sightings.ts'
import { define, isThing, isUnknown, type Key, type Thing, unknown, type Value } from './values.ts'

/** The key that a value stands for in brackets; null where it is not known. */
export function toKey(value: Value): Key | null {
  if (isUnknown(value)) return null
  if (typeof value === 'symbol') return value
  return isThing(value) ? '[object Object]' : String(value)
}

/** `target[key]`, getters and prototypes included. What would be a mistake at run time is unknown here. */
export function get(run: Run, target: Value, key: Key): Value {
  if (isUnknown(target)) return target
  if (target === null || target === undefined) return unknown()
  if (isThing(target)) return getFrom(run, target, key, target)
  if (typeof target === 'string') {
    if (key === 'length') return target.length
    const index = indexOf(key)
    if (index !== null) return target[index]
  }
  const proto = run.realm.protos[typeof target as 'string' | 'number' | 'boolean' | 'symbol' | 'bigint']
  return getFrom(run, proto, key, target)
}

function getFrom(run: Run, start: Thing, key: Key, self: Value): Value {
  let open: Thing | null = null
  for (let target: Thing | null = start, depth = 0; target !== null && depth < 1000; depth++) {
    const slot = slotOf(run, target, key)
    if (slot !== null) {
      if (slot.get !== undefined) return call(run, slot.get, self, [])
      return slot.set === undefined ? slot.value : undefined
    }
    if (target.kind === 'proxy') return target.inner[0] ?? unknown()
    if (target.open) open ??= target
    target = target.proto
  }
  spend(run)
  return open === null ? undefined : (open.inner[0] ?? unknown())
}

type Found = { value: Value; get: Value; set: Value }

/** A member of an object itself. */
export function slotOf(run: Run, target: Thing, key: Key): Found | null {
  if (target.items !== null && target.kind === 'array') {
    if (key === 'length') return plain(target.open ? unknown() : target.items.length)
    const index = indexOf(key)
    if (index !== null) return index < target.items.length ? plain(target.items[index]) : null
  }
  const slot = target.members.get(key)
  if (slot !== undefined) return slot
  if (target.call === null) return null
  if (key === 'prototype') return plain(prototypeOf(run, target))
  if (key === 'name') return plain(nameOf(target))
  return key === 'length' ? plain(parametersOf(target)) : null
}

function plain(value: Value): Found {
  return { value, get: undefined, set: undefined }
}

export function indexOf(key: Key): number | null {
  if (typeof key !== 'string' || key.length > 10 || !/^\d+$/.test(key)) return null
  return Number(key)
}

/** Elements that one array may have: code that wants more is not listing tools. */
const arrayLimit = 200_000

/** `target[key] = value`, setters included. */
export function set(run: Run, target: Value, key: Key, value: Value): void {
  if (!isThing(target)) return
  if (target.kind === 'array' && target.items !== null) {
    const index = indexOf(key)
    if (index !== null) {
      if (index < arrayLimit) setElement(run, target.items, index, value)
      return
    }
    if (key === 'length') {
      if (typeof value === 'number' && value < target.items.length) target.items.length = Math.max(0, value)
      return
    }
  }
  const setter = setterOf(target, key)
  if (setter !== undefined) {
    call(run, setter, target, [value])
    return
  }
  const own = target.members.get(key)
  if (own !== undefined) own.value = value
  else define(target, key, value)
  sawMember(run, target, key, value)
}

function setElement(run: Run, items: Value[], index: number, value: Value): void {
  spend(run, Math.max(1, index - items.length))
  while (items.length < index) items.push(undefined)
  items[index] = value
}

function setterOf(start: Thing, key: Key): Value {
  for (let target: Thing | null = start, depth = 0; target !== null && depth < 1000; depth++) {
    const slot = target.members.get(key)
    if (slot !== undefined) return slot.set
    target = target.proto
  }
  return undefined
}

export function has(run: Run, start: Thing, key: Key): boolean | null {
  let open = false
  for (let target: Thing | null = start, depth = 0; target !== null && depth < 1000; depth++) {
    if (slotOf(run, target, key) !== null) return true
    open ||= target.open || target.kind === 'proxy'
    target = target.proto
  }
  return open ? null : false
}

export function remove(target: Value, key: Key): void {
  if (isThing(target)) target.members.delete(key)
}

/** The names of an object's own members that are listed, in order. */
export function keysOf(run: Run, target: Value): string[] {
  if (typeof target === 'string') return [...target].map((_, index) => String(index))
  if (!isThing(target)) return []
  const items = target.kind === 'array' ? (target.items ?? []) : []
  spend(run, items.length + target.members.size)
  const keys = [...items.keys()].map(String)
  for (const [key, slot] of target.members)
    if (typeof key === 'string' && slot.enumerable && !key.startsWith('#')) keys.push(key)
  return keys
}

/** An object's own members that are listed, in order; getters are asked. */
export function entriesOf(run: Run, target: Value): [string, Value][] {
  return keysOf(run, target).map(key => [key, get(run, target, key)])
}

type Named = { key: PropertyKey; computed: boolean }

/** The key of a member as the source writes it; null where it is not known. */
export function memberKey(run: Run, { key, computed }: Named, scope: Scope): Key | null {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (!computed && key.type === 'Identifier') return key.name
  return toKey(evaluate(run, key as Expression, scope))
}
