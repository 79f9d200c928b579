import { type Run, spend } from './run.ts'
import { toText } from './text.ts'
import { truth } from './truth.ts'
import { type Dict, dict, external, is, isKnown, type List, list, unknown, type Value } from './values.ts'

const textLimit = 1_000_000

/** What an operator makes of two values. */
export function binary(run: Run, operator: string, left: Value, right: Value): Value {
  const special = run.language.operate?.(operator, left, right)
  if (special !== undefined) return special
  if (is(left, 'list') && is(right, 'list') && operator === '+') return joined(run, left, right)
  if (is(left, 'dict') && is(right, 'dict') && operator === '|') return merged(run, left, right)
  if (is(left, 'list') && left.shape === 'set') return ofSets(run, operator, left, right)
  if (operator === '|') return union(left, right)
  if (operator === '==' || operator === 'is') return same(left, right)
  if (operator === '!=' || operator === 'is not') return opposite(same(left, right))
  if (operator === 'in') return contains(right, left)
  if (operator === 'not in') return opposite(contains(right, left))
  if (typeof left === 'string' && operator === '%')
    return formatPercent(left, is(right, 'list') ? right.items : [right])
  if (typeof left === 'string' && typeof right === 'string') return ofTexts(run, operator, left, right)
  if (typeof left === 'number' && typeof right === 'number') return ofNumbers(operator, left, right)
  if (typeof left === 'string' && typeof right === 'number' && operator === '*')
    return left.length * right <= textLimit ? left.repeat(Math.max(0, Math.floor(right))) : unknown
  return unknown
}

/** What an operator makes of one value. */
export function unary(run: Run, operator: string, value: Value): Value {
  if (operator === 'not' || operator === '!') {
    const decided = truth(run, value)
    return decided === null ? unknown : !decided
  }
  if (typeof value === 'number') return operator === '-' ? -value : operator === '+' ? value : unknown
  return unknown
}

function joined(run: Run, left: List, right: List): List {
  spend(run, left.items.length + right.items.length)
  const made = list([...left.items, ...right.items], left.shape, left.at)
  made.open = left.open || right.open
  return made
}

/** What may be taken away or not stays: a set that is too large is the lesser mistake. */
function ofSets(run: Run, operator: string, left: List, right: Value): Value {
  const other = is(right, 'list') ? right : null
  spend(run, left.items.length + (other?.items.length ?? 0))
  const isOpen = left.open || other === null || other.open
  if (operator === '|' || operator === '^')
    return { ...left, items: [...new Set([...left.items, ...(other?.items ?? [])])], open: isOpen }
  if (operator === '&')
    return isOpen || other === null
      ? { ...left, open: true }
      : { ...left, items: left.items.filter(item => other.items.includes(item)) }
  if (operator !== '-') return unknown
  return { ...left, items: left.items.filter(item => other === null || !other.items.includes(item)) }
}

function merged(run: Run, left: Dict, right: Dict): Dict {
  spend(run, left.entries.size + right.entries.size)
  const made = dict([...left.entries, ...right.entries], left.at)
  made.open = left.open || right.open
  return made
}

/** Of types: either of them. */
function union(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return left | right
  const parts = [left, right].flatMap(one =>
    is(one, 'external') && one.path === 'union[]' ? one.args : [one],
  )
  return parts.length > 64 ? unknown : { ...external('union[]'), args: parts }
}

function same(one: Value, two: Value): Value {
  const [left, right] =
    is(one, 'instance') === is(two, 'instance') ? [one, two] : [plainOf(one), plainOf(two)]
  if (is(left, 'instance') && is(right, 'instance')) return left === right ? true : unknown
  if (isSimple(left) && isSimple(right)) return left === right
  const other = left === null ? right : left
  // Nothing that is there is nothing.
  if ((left === null || right === null) && isKnown(other) && other !== null) return false
  if ((left === null || right === null) && is(other, 'external') && other.path.endsWith('{}')) return false
  return left === right && is(left, 'class') ? true : unknown
}

/** What a member of an enumeration is compared by. */
function plainOf(value: Value): Value {
  return is(value, 'instance') ? (value.members.has('value') ? value.members.get('value')! : value) : value
}

function isSimple(value: Value): boolean {
  return value === null || typeof value !== 'object'
}

function opposite(value: Value): Value {
  return typeof value === 'boolean' ? !value : unknown
}

function contains(whole: Value, part: Value): Value {
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part)
  if (!isSimple(part)) return unknown
  if (is(whole, 'dict')) return whole.entries.has(part as string) ? true : whole.open ? unknown : false
  if (!is(whole, 'list')) return unknown
  if (whole.items.includes(part)) return true
  return whole.open || !whole.items.every(isSimple) ? unknown : false
}

function ofTexts(run: Run, operator: string, left: string, right: string): Value {
  if (operator === '+') {
    spend(run, (left.length + right.length) >> 8)
    return left.length + right.length > textLimit ? unknown : left + right
  }
  return compare(operator, left, right)
}

function compare(operator: string, left: string | number, right: string | number): Value {
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  if (operator === '<=') return left <= right
  return operator === '>=' ? left >= right : unknown
}

function ofNumbers(operator: string, left: number, right: number): Value {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? unknown : left / right
    case '//':
      return right === 0 ? unknown : Math.floor(left / right)
    case '%':
      return right === 0 ? unknown : left - right * Math.floor(left / right)
    case '**':
      return left ** right
    case '<<':
      return right < 50 ? left * 2 ** right : unknown
    default:
      return compare(operator, left, right)
  }
}

/** Text with `%s` and the like filled in, in order; not known where a value is not. */
export function formatPercent(format: string, values: Value[]): Value {
  let used = 0
  let isWhole = true
  const text = format.replace(/%(?:\[\d+\])?[-+ #0]*\d*(?:\.\d+)?([a-zA-Z%])/g, (_, verb: string) => {
    if (verb === '%') return '%'
    const value = values[used++]
    const part = value === undefined ? null : toText(value)
    isWhole &&= part !== null
    return verb === 'q' || verb === 'r' ? JSON.stringify(part) : (part ?? '')
  })
  return isWhole && text.length <= textLimit ? text : unknown
}
