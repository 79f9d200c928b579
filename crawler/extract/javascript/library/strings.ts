import { call } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { get } from '../evaluate/members.ts'
import { joinText, text, textLimit } from '../evaluate/operators.ts'
import { type Native, type Run, spend } from '../evaluate/run.ts'
import { isThing, isUnknown, unknown, type Value } from '../evaluate/values.ts'
import { addPatterns, matchAll, matchText, replaceText, splitText } from './patterns.ts'
import { addClass, addMethods, own, type Realm } from './realm.ts'

export function addStrings(realm: Realm): void {
  const string = addClass(realm, 'String', realm.protos.string, (run, _, args) =>
    args.length === 0 ? '' : typeof args[0] === 'symbol' ? unknown() : text(run, args[0]),
  )
  addMethods(realm, string, {
    raw: (run, _, [strings, ...values]) => {
      const raw = listOf(run, get(run, strings, 'raw')).items
      return joinText(
        run,
        raw.flatMap((part, index) => (index < values.length ? [part, values[index]] : [part])),
        '',
        false,
      )
    },
    fromCharCode: (_, __, codes) =>
      codes.some(isUnknown) ? unknown() : String.fromCharCode(...(codes as number[])),
  })
  addMethods(realm, realm.protos.string, {
    ...plain(simple),
    ...patterned,
    toString: own((_, self) => self),
    valueOf: own((_, self) => self),
  })
  addPatterns(realm)
}

type Simple = (self: string, args: never[]) => Value | string[]

/** Methods that take plain values and give them: Node's own do the work. */
const simple: { [name: string]: Simple } = {
  trim: self => self.trim(),
  trimStart: self => self.trimStart(),
  trimEnd: self => self.trimEnd(),
  toLowerCase: self => self.toLowerCase(),
  toUpperCase: self => self.toUpperCase(),
  charAt: (self, [index]) => self.charAt(index ?? 0),
  charCodeAt: (self, [index]) => self.charCodeAt(index ?? 0),
  codePointAt: (self, [index]) => self.codePointAt(index ?? 0),
  slice: (self, [start, end]) => self.slice(start ?? 0, end),
  substring: (self, [start, end]) => self.substring(start ?? 0, end),
  substr: (self, [start, length]) => self.substr(start ?? 0, length),
  startsWith: (self, [part]) => self.startsWith(String(part)),
  endsWith: (self, [part]) => self.endsWith(String(part)),
  includes: (self, [part]) => self.includes(String(part)),
  indexOf: (self, [part, from]) => self.indexOf(String(part), from),
  lastIndexOf: (self, [part]) => self.lastIndexOf(String(part)),
  localeCompare: (self, [other]) => (self < String(other) ? -1 : self > String(other) ? 1 : 0),
  normalize: self => self.normalize(),
  at: (self, [index]) => self.at(index ?? 0),
  concat: (self, parts) => self + parts.join(''),
  repeat: (self, [count]) =>
    self.length * Number(count) > textLimit || Number(count) < 0 ? unknown() : self.repeat(count ?? 0),
  padStart: (self, [length, fill]) =>
    Number(length) > textLimit ? unknown() : self.padStart(Number(length), fill),
  padEnd: (self, [length, fill]) => (Number(length) > textLimit ? unknown() : self.padEnd(length ?? 0, fill)),
}

function plain(methods: { [name: string]: Simple }): { [name: string]: Native } {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]): [string, Native] => [
      name,
      (run, self, args) => {
        if (typeof self !== 'string') return unknown()
        if (
          args.some(
            value =>
              isUnknown(value) || isThing(value) || typeof value === 'symbol' || typeof value === 'bigint',
          )
        )
          return unknown()
        spend(run, 1 + (self.length >> 6))
        return method(self, args as never[]) as Value
      },
    ]),
  )
}

/** Methods that may take a regular expression. */
const patterned: { [name: string]: Native } = {
  split: (run, self, [by, limit]) => onText(run, self, value => splitText(run, value, by, limit)),
  replace: (run, self, [what, by]) =>
    onText(run, self, value => replaceText(run, value, what, by, false, calling)),
  replaceAll: (run, self, [what, by]) =>
    onText(run, self, value => replaceText(run, value, what, by, true, calling)),
  match: (run, self, [pattern]) => onText(run, self, value => matchText(run, value, pattern)),
  matchAll: (run, self, [pattern]) => onText(run, self, value => matchAll(run, value, pattern)),
}

function calling(run: Run, fn: Value, args: Value[]): Value {
  return text(run, call(run, fn, undefined, args))
}

function onText(run: Run, self: Value, work: (value: string) => Value): Value {
  if (typeof self !== 'string') return unknown()
  spend(run, 1 + (self.length >> 4))
  return work(self)
}
