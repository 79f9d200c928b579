import { RE2JS } from 're2js'
import { set } from '../evaluate/members.ts'
import { text, textLimit } from '../evaluate/operators.ts'
import { type Run, spend } from '../evaluate/run.ts'
import {
  define,
  isFunction,
  isThing,
  isUnknown,
  type Thing,
  truth,
  unknown,
  type Value,
} from '../evaluate/values.ts'
import { addClass, addGetter, addMethods, type Realm } from './realm.ts'

// A stranger's regular expression is matched without backtracking, or not at all.

export function addPatterns(realm: Realm): void {
  addClass(realm, 'RegExp', realm.protos.regexp, (run, _, [source, flags]) => {
    if (isThing(source) && source.kind === 'regexp')
      return run.realm.regexp(String(source.inner[0]), String(flags ?? source.inner[1]))
    return typeof source === 'string'
      ? run.realm.regexp(source, typeof flags === 'string' ? flags : '')
      : unknown()
  })
  addMethods(realm, realm.protos.regexp, {
    test: (run, self, [value]) => {
      const found = find(run, self, value)
      return found === null ? unknown() : found.length > 0
    },
    exec: (run, self, [value]) => exec(run, self, value),
  })
  addGetter(realm, realm.protos.regexp, 'source', (_, self) => part(self, 0))
  addGetter(realm, realm.protos.regexp, 'flags', (_, self) => part(self, 1))
  addGetter(realm, realm.protos.regexp, 'global', (_, self) => String(part(self, 1)).includes('g'))
}

function part(self: Value, index: number): Value {
  return isThing(self) && self.kind === 'regexp' ? self.inner[index] : unknown()
}

type Match = { index: number; end: number; groups: (string | undefined)[]; names: Map<string, number> }

const matchLimit = 20_000

/** All matches, or the first alone; null where the pattern cannot be followed. */
function find(run: Run, pattern: Value, value: Value, all = false): Match[] | null {
  if (!isThing(pattern) || pattern.kind !== 'regexp') return null
  const subject = text(run, value)
  if (typeof subject !== 'string') return null
  spend(run, 10 + subject.length * 2)
  const expression = compile(pattern)
  if (expression === null) return null
  const matcher = expression.matcher(subject)
  const names = new Map(Object.entries(expression.namedGroups()))
  const found: Match[] = []
  while (found.length < matchLimit && matcher.find()) {
    spend(run, 5)
    const groups = Array.from(
      { length: matcher.groupCount() + 1 },
      (_, index) => matcher.group(index) ?? undefined,
    )
    found.push({ index: matcher.start(), end: matcher.end(), groups, names })
    if (!all) break
  }
  return found
}

const compiled = new WeakMap<Thing, RE2JS | null>()

function compile(pattern: Thing): RE2JS | null {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const made = translate(pattern)
  compiled.set(pattern, made)
  return made
}

function translate({ inner: [source, flags] }: Thing): RE2JS | null {
  const options =
    (String(flags).includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (String(flags).includes('m') ? RE2JS.MULTILINE : 0) |
    (String(flags).includes('s') ? RE2JS.DOTALL : 0)
  if (String(source).length > 2_000) return null
  try {
    return RE2JS.compile(RE2JS.translateRegExp(String(source)), options)
  } catch {
    return null
  }
}

function exec(run: Run, self: Value, value: Value): Value {
  if (!isThing(self)) return unknown()
  const found = find(run, self, value, true)
  if (found === null) return unknown()
  const global = /[gy]/.test(String(self.inner[1]))
  const from = global ? Number(self.members.get('lastIndex')?.value ?? 0) : 0
  const match = found.find(({ index }) => index >= from)
  if (global) set(run, self, 'lastIndex', match === undefined ? 0 : Math.max(match.end, match.index + 1))
  return match === undefined ? null : matchArray(run, match, value)
}

function matchArray(run: Run, { index, groups, names }: Match, input: Value): Value {
  const array = run.realm.array(groups)
  define(array, 'index', index, false)
  define(array, 'input', input, false)
  const named = run.realm.object({})
  for (const [name, position] of names) define(named, name, groups[position])
  define(array, 'groups', names.size === 0 ? undefined : named, false)
  return array
}

export function matchText(run: Run, value: string, pattern: Value): Value {
  const global = isThing(pattern) && String(pattern.inner[1] ?? '').includes('g')
  const found = find(run, patternOf(run, pattern), value, global)
  if (found === null) return unknown()
  if (global) return found.length === 0 ? null : run.realm.array(found.map(match => match.groups[0]))
  return found[0] === undefined ? null : matchArray(run, found[0], value)
}

export function matchAll(run: Run, value: string, pattern: Value): Value {
  const found = find(run, patternOf(run, pattern), value, true)
  return found === null ? unknown() : run.realm.array(found.map(match => matchArray(run, match, value)))
}

function patternOf(run: Run, pattern: Value): Value {
  return typeof pattern === 'string' ? run.realm.regexp(pattern, '') : pattern
}

export function splitText(run: Run, value: string, by: Value, limit: Value): Value {
  const most = typeof limit === 'number' ? limit : undefined
  if (by === undefined) return run.realm.array([value])
  if (typeof by === 'string') {
    const parts = value.split(by, most)
    spend(run, parts.length)
    return run.realm.array(parts)
  }
  const found = find(run, by, value, true)
  if (found === null) return unknown()
  const parts: string[] = []
  let from = 0
  for (const { index, end, groups } of found) {
    if (end === 0 || (end === index && index >= value.length)) continue
    parts.push(value.slice(from, index), ...groups.slice(1).map(group => group ?? ''))
    from = end
  }
  parts.push(value.slice(from))
  return run.realm.array(parts.slice(0, most))
}

type Calling = (run: Run, fn: Value, args: Value[]) => Value

export function replaceText(
  run: Run,
  value: string,
  what: Value,
  by: Value,
  all: boolean,
  calling: Calling,
): Value {
  if (isUnknown(what) || isUnknown(by)) return unknown()
  const found =
    typeof what === 'string' ? occurrences(value, what, all) : find(run, what, value, isGlobal(what))
  if (found === null) return unknown()
  let replaced = ''
  let from = 0
  for (const { index, end, groups, names } of found) {
    const put = isFunction(by)
      ? calling(run, by, [...groups, index, value])
      : expand(String(by), groups, names)
    if (typeof put !== 'string') return unknown()
    replaced += value.slice(from, index) + put
    from = end
    if (replaced.length > textLimit) return unknown()
  }
  return replaced + value.slice(from)
}

function isGlobal(pattern: Value): boolean {
  return truth(isThing(pattern) && String(pattern.inner[1]).includes('g')) === true
}

function occurrences(value: string, what: string, all: boolean): Match[] {
  const found: Match[] = []
  for (
    let index = value.indexOf(what);
    index >= 0;
    index = value.indexOf(what, index + Math.max(1, what.length))
  ) {
    found.push({ index, end: index + what.length, groups: [what], names: new Map() })
    if (!all || found.length >= matchLimit) break
  }
  return found
}

function expand(by: string, groups: (string | undefined)[], names: Map<string, number>): string {
  return by.replace(/\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g, (whole, dollar, match, number, name) => {
    if (dollar) return '$'
    if (match) return groups[0] ?? ''
    const index = number ? Number(number) : names.get(name)
    return index !== undefined && index < groups.length ? (groups[index] ?? '') : whole
  })
}
