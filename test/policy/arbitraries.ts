import fc from 'fast-check'

/** Names as strangers choose them. */
export const names = fc.oneof(
  fc.constantFrom(
    't',
    'u',
    '*',
    '__proto__',
    'constructor',
    'a/b~',
    '',
    '../../index',
    '<script>',
    '\u202e\u0000',
  ),
  fc.string({ maxLength: 8 }),
)

const paths = fc.constantFrom('args.x', 'args.x.y', 'args.x[*]', 'args.x[0]', 'args["x"].y', 'args.__proto__')
const scalars = fc.oneof(fc.string({ maxLength: 4 }), fc.integer(), fc.boolean(), fc.constant(null))
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
)
const roots = fc.constantFrom('/', '/w', '.', 'c:/', '~', '')
const hosts = fc.constantFrom('example.org', '*.example.org', '10.0.0.0/8', '::1', '[', '10.0.0.0/99')
const patterns = fc.constantFrom('a', '^(a+)+$', '(?=a)', '(a)\\1', '[', 'a{2000}', '', '\\pL', '(?i)x')

function condition(op: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.record({ path: paths, op: fc.constant(op), value })
}

const conditions = fc.oneof(
  ...['eq', 'neq', 'contains'].map(op => condition(op, scalars)),
  ...['lt', 'lte', 'gt', 'gte'].map(op => condition(op, numbers)),
  ...['in', 'not_in'].map(op => condition(op, fc.array(scalars, { maxLength: 3 }))),
  condition('exists', fc.boolean()),
  condition('regex', patterns),
  condition('under', fc.array(roots, { maxLength: 2 })),
  condition('host_in', fc.array(hosts, { maxLength: 2 })),
  condition('sql_reads_only', fc.constantFrom('postgresql', 'sqlite', 'oracle')),
)

const rules = fc.array(
  fc.record(
    { conditions: fc.array(conditions, { maxLength: 2 }), on_deny: fc.string({ maxLength: 3 }) },
    { requiredKeys: ['conditions'] },
  ),
  { maxLength: 2 },
)
const limits = fc.array(
  fc.record(
    {
      counter: fc.constantFrom('c', 'd', '__proto__', ''),
      window: fc.constantFrom('minute', 'hour', 'day', 'week'),
      max: fc.oneof(fc.nat(5), numbers),
      scope: fc.constantFrom('grant', 'session', 'server'),
      sum: paths,
    },
    { requiredKeys: ['counter', 'window', 'max', 'scope'] },
  ),
  { maxLength: 2 },
)
const approvals = fc.record(
  {
    who: fc.string({ maxLength: 2 }),
    wait_seconds: fc.oneof(fc.integer({ min: -1, max: 100_000 }), fc.constant(1.5)),
    show: fc.array(paths, { maxLength: 2 }),
    when: fc.array(conditions, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const toolPolicies = fc.record(
  {
    require: rules,
    deny_if: rules,
    limits,
    approval: approvals,
    pin: fc.constantFrom(`sha256:${'a'.repeat(64)}`, 'sha256:a', ''),
  },
  { requiredKeys: [] },
)

/** Documents that look like a policy, of which about half are one. */
export const policyDocuments = fc.record(
  {
    version: fc.constantFrom('1', '1', '1', '1', '1', '1', 1),
    default: fc.constantFrom('deny', 'allow', 'deny', 'allow', 'ask'),
    server: fc.constantFrom('npm:x', 'npm:x', ''),
    hide: fc.array(names, { maxLength: 2 }),
    all_tools: fc.record({ limits }),
    tools: fc
      .array(fc.tuple(names, toolPolicies), { maxLength: 2 })
      .map(entries => Object.fromEntries(entries)),
  },
  { requiredKeys: ['version', 'default'] },
)

/** The same with one thing in it replaced by something that may not belong there. */
export const brokenDocuments = fc
  .tuple(policyDocuments, fc.nat(), fc.oneof(fc.jsonValue(), fc.constant(undefined)), names)
  .map(([document, at, value, key]) => {
    const copy = JSON.parse(JSON.stringify(document)) as object
    const places: object[] = []
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      places.push(value)
      Object.values(value).forEach(visit)
    }
    visit(copy)
    const place = places[at % places.length]!
    if (Array.isArray(place)) place[at % (place.length + 1)] = value
    else {
      const keys = Object.keys(place)
      const target = at % 3 === 0 || keys.length === 0 ? key : keys[at % keys.length]!
      Object.defineProperty(place, target, { value, enumerable: true, configurable: true, writable: true })
    }
    return JSON.parse(JSON.stringify(copy)) as unknown
  })

/** Values as an agent may put them into arguments. */
export const argumentsOfCalls = fc.oneof(
  fc.record(
    {
      x: fc.oneof(
        scalars,
        numbers,
        fc.array(scalars, { maxLength: 3 }),
        fc.record({ y: scalars }, { requiredKeys: [] }),
        fc.constantFrom(
          '/w/a',
          '../x',
          'https://example.org/',
          'http://10.0.0.1',
          'SELECT 1',
          'a'.repeat(200),
        ),
      ),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
)
