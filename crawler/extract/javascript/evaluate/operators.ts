import type { BinaryOperator } from 'oxc-parser'
import { call } from './call.ts'
import { get, has, toKey } from './members.ts'
import { type Run, spend } from './run.ts'
import { isArray, isFunction, isThing, isUnknown, truth, unknown, type Value } from './values.ts'

/** Characters that one text may have. */
export const textLimit = 2_000_000

export function binary(run: Run, operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === 'instanceof') return isInstance(run, left, right)
  if (operator === 'in') return isMember(run, left, right)
  if (isUnknown(left) || isUnknown(right)) return isUnknown(left) ? left : right
  switch (operator) {
    case '===':
      return left === right
    case '!==':
      return left !== right
    case '==':
      return looselyEqual(run, left, right)
    case '!=': {
      const equal = looselyEqual(run, left, right)
      return typeof equal === 'boolean' ? !equal : equal
    }
    default:
      return arithmetic(run, operator, primitive(run, left), primitive(run, right))
  }
}

function looselyEqual(run: Run, left: Value, right: Value): Value {
  if (isThing(left) && isThing(right)) return left === right
  if (left === null || left === undefined) return right === null || right === undefined
  const [a, b] = [primitive(run, left), primitive(run, right)]
  if (isUnknown(a) || isUnknown(b)) return unknown()
  // biome-ignore lint/suspicious/noDoubleEquals: it is what the code says
  return (a as string) == (b as string)
}

function arithmetic(run: Run, operator: BinaryOperator, left: Value, right: Value): Value {
  if (isUnknown(left) || isUnknown(right)) return isUnknown(left) ? left : right
  if (typeof left === 'symbol' || typeof right === 'symbol') return unknown()
  try {
    return compute(run, operator, left as never, right as never)
  } catch (error) {
    // Big numbers that are too big, or mixed with others.
    if (error instanceof TypeError || error instanceof RangeError) return unknown()
    throw error
  }
}

function compute(run: Run, operator: BinaryOperator, left: number, right: number): Value {
  if (typeof left === 'bigint' && (operator === '**' || operator === '<<' || operator === '*'))
    return unknown()
  switch (operator) {
    case '+':
      return add(run, left, right)
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case '**':
      return left ** right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '&':
      return left & right
    case '|':
      return left | right
    case '^':
      return left ^ right
    case '<<':
      return left << right
    case '>>':
      return left >> right
    case '>>>':
      return left >>> right
    default:
      return unknown()
  }
}

function add(run: Run, left: unknown, right: unknown): Value {
  const sum = (left as string) + (right as string)
  if (typeof sum !== 'string') return sum
  spend(run, sum.length >> 6)
  return sum.length > textLimit ? unknown() : sum
}

/** What an object is where a text or a number is wanted. */
export function primitive(run: Run, value: Value): Value {
  if (!isThing(value)) return value
  const method = get(run, value, 'valueOf')
  if (!isFunction(method) || method.call.native !== null) return text(run, value)
  const result = call(run, method, value, [])
  return isThing(result) ? text(run, value) : result
}

/** A value as text; unknown where that takes knowing what is not known. */
export function text(run: Run, value: Value, depth = 0): string | Value {
  if (isUnknown(value)) return value
  if (typeof value === 'symbol') return unknown()
  if (!isThing(value)) return String(value)
  if (isArray(value)) return joinText(run, value.items, ',', value.open, depth)
  if (value.kind === 'regexp') return `/${String(value.inner[0])}/${String(value.inner[1])}`
  if (value.kind === 'date' || value.open) return unknown()
  const method = get(run, value, 'toString')
  if (isFunction(method) && method.call.native === null) {
    const own = call(run, method, value, [])
    return isThing(own) ? unknown() : text(run, own)
  }
  const message = get(run, value, 'message')
  return typeof message === 'string' ? message : '[object Object]'
}

export function joinText(
  run: Run,
  items: Value[],
  between: string,
  open: boolean,
  depth = 0,
): string | Value {
  if (open || depth > 20) return unknown()
  let joined = ''
  for (let index = 0; index < items.length; index++) {
    const item = items[index]
    const part = item === null || item === undefined ? '' : text(run, item, depth + 1)
    if (typeof part !== 'string') return part
    joined += index === 0 ? part : between + part
    spend(run, 1 + (part.length >> 6))
    if (joined.length > textLimit) return unknown()
  }
  return joined
}

function isInstance(run: Run, left: Value, right: Value): Value {
  if (!isFunction(right)) return isUnknown(right) ? right : unknown()
  const own = get(run, right, Symbol.hasInstance)
  if (isFunction(own)) {
    const result = truth(call(run, own, right, [left]))
    return result === null ? unknown() : result
  }
  if (isUnknown(left)) return left
  if (!isThing(left)) return false
  const proto = get(run, right, 'prototype')
  let open = left.open
  for (let target = left.proto, depth = 0; target !== null && depth < 1000; depth++) {
    if (target === proto) return true
    open ||= target.open
    target = target.proto
  }
  return open ? unknown() : false
}

function isMember(run: Run, left: Value, right: Value): Value {
  const key = toKey(left)
  if (key === null || !isThing(right)) return unknown()
  return has(run, right, key) ?? unknown()
}

export function typeOf(value: Value): Value {
  if (isUnknown(value)) return value
  if (isThing(value)) return value.call === null ? 'object' : 'function'
  return value === null ? 'object' : typeof value
}
