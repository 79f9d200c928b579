import { primitive } from '../evaluate/operators.ts'
import type { Native } from '../evaluate/run.ts'
import { isUnknown, thing, truth, unknown, type Value } from '../evaluate/values.ts'
import { addClass, addMethods, own, type Realm } from './realm.ts'

export function addNumbers(realm: Realm): void {
  const { globals, protos } = realm
  const number = addClass(realm, 'Number', protos.number, (run, _, [value]) =>
    toNumber(primitive(run, value)),
  )
  const constants = {
    MAX_SAFE_INTEGER: 2 ** 53 - 1,
    MIN_SAFE_INTEGER: 1 - 2 ** 53,
    EPSILON: 2 ** -52,
    MAX_VALUE: Number.MAX_VALUE,
    MIN_VALUE: Number.MIN_VALUE,
    POSITIVE_INFINITY: Infinity,
    NEGATIVE_INFINITY: -Infinity,
    NaN: Number.NaN,
  }
  for (const [name, value] of Object.entries(constants))
    number.members.set(name, { value, get: undefined, set: undefined, enumerable: false })
  const tests = {
    isInteger: plain(Number.isInteger),
    isSafeInteger: plain(Number.isSafeInteger),
    isFinite: plain(Number.isFinite),
    isNaN: plain(Number.isNaN),
  }
  const parsers = {
    parseInt: plain((value, radix) => Number.parseInt(String(value), radix as number)),
    parseFloat: plain(value => Number.parseFloat(String(value))),
  }
  addMethods(realm, number, { ...tests, ...parsers })
  for (const [name, native] of Object.entries({ ...parsers, isNaN: tests.isNaN, isFinite: tests.isFinite }))
    globals.set(name, realm.native(native))
  addMethods(realm, protos.number, {
    toString: own((_, self, [radix]) =>
      typeof self === 'number' && !isUnknown(radix) ? self.toString(validRadix(radix)) : unknown(),
    ),
    toFixed: (_, self, [digits]) =>
      typeof self === 'number' ? self.toFixed(Math.min(20, Math.max(0, Number(digits) || 0))) : unknown(),
    toLocaleString: own((_, self) => (typeof self === 'number' ? self.toLocaleString('en-US') : unknown())),
    valueOf: own((_, self) => self),
  })
  addClass(realm, 'Boolean', protos.boolean, (_, __, [value]) => truth(value) ?? unknown())
  addMethods(realm, protos.boolean, {
    toString: own((_, self) => String(self)),
    valueOf: own((_, self) => self),
  })
  addClass(realm, 'BigInt', protos.bigint, () => unknown())
  globals.set('NaN', Number.NaN)
  globals.set('Infinity', Infinity)
  addMath(realm)
}

function validRadix(radix: Value): number {
  const number = Number(radix ?? 10)
  return number >= 2 && number <= 36 ? number : 10
}

function toNumber(value: Value): Value {
  if (isUnknown(value) || typeof value === 'symbol') return unknown()
  return Number(value)
}

type Plain = (...values: unknown[]) => Value

function plain(work: Plain): Native {
  return (run, _, args) => {
    const values = args.map(value => primitive(run, value))
    return values.some(value => isUnknown(value) || typeof value === 'symbol') ? unknown() : work(...values)
  }
}

function addMath(realm: Realm): void {
  const math = thing(realm.protos.object)
  const names = [
    'abs',
    'ceil',
    'floor',
    'round',
    'max',
    'min',
    'pow',
    'sqrt',
    'trunc',
    'sign',
    'log',
    'log2',
    'log10',
  ] as const
  for (const name of names) {
    const work = Math[name] as (...values: number[]) => number
    addMethods(realm, math, { [name]: plain((...values) => work(...(values as number[]))) })
  }
  addMethods(realm, math, { random: () => unknown() })
  math.members.set('PI', { value: Math.PI, get: undefined, set: undefined, enumerable: false })
  realm.globals.set('Math', math)
}
