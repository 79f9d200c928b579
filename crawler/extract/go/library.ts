import { formatPercent } from '../program/operators.ts'
import { type Call, type Native, type Run, spend } from '../program/run.ts'
import { toText } from '../program/text.ts'
import { dict, is, list, orUnknown, unknown, type Value } from '../program/values.ts'

const textLimit = 1_000_000

/** Functions that give a pointer to what they are given: everybody writes their own. */
export const pointed =
  /(^|\.)(Ptr|ToPtr|ToBoolPtr|BoolPtr|Pointer|PointerTo|ptr|boolPtr|ToStringPtr|StringPtr|AddressOf)(\[\])?$/

const first: Native = (_, { args: [value] }) => orUnknown(value)

/** A function of texts. */
function ofTexts(make: (...texts: string[]) => Value | undefined): Native {
  return (_, { args }) => {
    if (!args.every(one => typeof one === 'string')) return unknown
    const made = make(...args)
    return made === undefined || (typeof made === 'string' && made.length > textLimit) ? unknown : made
  }
}

/** Go's own functions, as far as definitions of tools are made with them. */
export const natives = new Map<string, Native>([
  ['pointer', first],
  ['append', append],
  ['len', (_, { args: [value] }) => lengthOf(value)],
  ['make', make],
  [
    'new',
    (run, { args: [type], at }) =>
      type === undefined
        ? unknown
        : (run.language.construct?.(run, { callee: type, self: null, args: [], named: new Map(), at }) ??
          undefined),
  ],
  ['string', first],
  ['int', first],
  ['int64', first],
  ['float64', first],
  ['bool', first],
  ['any', first],
  ['slice[]', first],
  ['encoding/json.RawMessage', first],
  ['fmt.Sprintf', format],
  ['fmt.Sprint', (_, { args }) => joined(args.map(toText), '')],
  [
    'strings.Join',
    (_, { args: [items, by] }) =>
      is(items, 'list') && !items.open && typeof by === 'string'
        ? joined(items.items.map(toText), by)
        : unknown,
  ],
  ['strings.ToLower', ofTexts((text = '') => text.toLowerCase())],
  ['strings.ToUpper', ofTexts((text = '') => text.toUpperCase())],
  ['strings.TrimSpace', ofTexts((text = '') => text.trim())],
  ['strings.Title', ofTexts((text = '') => text.replace(/\b[a-z]/g, letter => letter.toUpperCase()))],
  [
    'strings.TrimPrefix',
    ofTexts((text = '', start = '') => (text.startsWith(start) ? text.slice(start.length) : text)),
  ],
  [
    'strings.TrimSuffix',
    ofTexts((text = '', end = '') => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text)),
  ],
  [
    'strings.ReplaceAll',
    ofTexts((text = '', from = '', to = '') => (from === '' ? undefined : text.replaceAll(from, () => to))),
  ],
  ['strings.HasPrefix', ofTexts((text = '', start = '') => text.startsWith(start))],
  ['strings.HasSuffix', ofTexts((text = '', end = '') => text.endsWith(end))],
  ['strings.Contains', ofTexts((text = '', part = '') => text.includes(part))],
  [
    'strings.Split',
    ofTexts((text = '', by = '') => list(by === '' ? [...text].slice(0, 10_000) : text.split(by))),
  ],
  ['strconv.Itoa', (_, { args: [value] }) => (typeof value === 'number' ? String(value) : unknown)],
  ['strconv.Quote', ofTexts((text = '') => JSON.stringify(text))],
  [
    'slices.Concat',
    (run, { args }) =>
      append(run, {
        self: null,
        args: [list([]), ...args.flatMap(one => (is(one, 'list') ? one.items : []))],
        named: new Map(),
        at: { file: '', line: 0 },
      }),
  ],
  [
    'slices.Contains',
    (_, { args: [of, one] }) =>
      is(of, 'list') &&
      !of.open &&
      of.items.every(item => typeof item === 'string') &&
      typeof one === 'string'
        ? of.items.includes(one)
        : unknown,
  ],
  ['slices.Values', first],
  ['slices.Collect', (_, { args: [of] }) => orUnknown(of)],
  ['slices.Sorted', (_, { args: [of] }) => orUnknown(of)],
  ['maps.Keys', (_, { args: [of] }) => (is(of, 'dict') ? list([...of.entries.keys()]) : unknown)],
  ['maps.Values', (_, { args: [of] }) => (is(of, 'dict') ? list([...of.entries.values()]) : unknown)],
  ['maps.Copy', copyMap],
  ['delete', () => null],
  ['os.Getenv', () => unknown],
])

function append(run: Run, { args: [before = null, ...items], at }: Call): Value {
  spend(run, items.length)
  const known = is(before, 'list') ? before : null
  if (known !== null && known.items.length > 100_000) return known
  const made = list([...(known?.items ?? []), ...items], 'list', known?.at ?? at)
  spend(run, (known?.items.length ?? 0) >> 4)
  made.open = known?.open ?? before !== null
  return made
}

function lengthOf(value: Value | undefined): Value {
  if (typeof value === 'string') return value.length
  if (is(value, 'list') && !value.open) return value.items.length
  if (value === null) return 0
  return is(value, 'dict') && !value.open ? value.entries.size : unknown
}

function make(_: Run, { args: [type, length = 0], at }: Call): Value {
  if (is(type, 'external') && type.path === 'map[]') return dict([], at)
  if (is(type, 'external') && type.path === 'slice[]') {
    const count = typeof length === 'number' && length > 0 && length < 10_000 ? length : 0
    return list(
      Array.from({ length: count }, () => unknown),
      'list',
      at,
    )
  }
  const base = is(type, 'class') && type.marks.has('named') ? type.bases[0] : undefined
  return base === undefined ? unknown : make(_, { self: null, args: [base, length], named: new Map(), at })
}

function format(_: Run, { args: [text, ...values] }: Call): Value {
  return typeof text === 'string' ? formatPercent(text, values) : unknown
}

function joined(texts: (string | null)[], by: string): Value {
  return texts.every(text => text !== null) ? texts.join(by).slice(0, textLimit) : unknown
}

function copyMap(_: Run, { args: [to, from] }: Call): Value {
  if (is(to, 'dict') && is(from, 'dict')) for (const [key, value] of from.entries) to.entries.set(key, value)
  return null
}
