const { read } = require('./zod-read.cjs')

// A schema of zod's as the stand-in for it keeps it: what it is made of, as version 4 names it.
class Schema {
  constructor(def) {
    this.def = def
    this._zod = { def }
    this._def = def
  }
  _with(changes) {
    return new Schema({ ...this.def, ...changes })
  }
  _check(check) {
    return this._with({ checks: [...(this.def.checks ?? []), check] })
  }
  get shape() {
    return this.def.shape
  }
  get description() {
    return this.def.description
  }
  get element() {
    return this.def.element
  }
  get value() {
    return this.def.values?.[0]
  }
  get options() {
    return this.def.options ?? Object.values(this.def.entries ?? {})
  }
  get enum() {
    return this.def.entries
  }
  describe(description) {
    return this._with({ description })
  }
  meta(meta) {
    return meta === undefined ? { description: this.def.description } : this._with(meta)
  }
  register(_, meta) {
    return this.meta(meta)
  }
  optional() {
    return wrap('optional', this)
  }
  exactOptional() {
    return wrap('optional', this)
  }
  nullable() {
    return wrap('nullable', this)
  }
  nullish() {
    return wrap('optional', wrap('nullable', this))
  }
  default(defaultValue) {
    return wrap('default', this, { defaultValue })
  }
  prefault(defaultValue) {
    return wrap('prefault', this, { defaultValue })
  }
  catch(catchValue) {
    return wrap('catch', this, { catchValue })
  }
  readonly() {
    return wrap('readonly', this)
  }
  unwrap() {
    return this.def.innerType
  }
  removeDefault() {
    return this.def.innerType
  }
  innerType() {
    return this.def.innerType ?? this
  }
  array() {
    return array(this)
  }
  or(other) {
    return union([this, other])
  }
  and(right) {
    return new Schema({ type: 'intersection', left: this, right })
  }
  transform(change) {
    return new Schema({ type: 'pipe', in: this, out: new Schema({ type: 'transform', change }) })
  }
  pipe(out) {
    return new Schema({ type: 'pipe', in: this, out })
  }
  extend(shape) {
    return this._with({ shape: { ...this.def.shape, ...shape } })
  }
  safeExtend(shape) {
    return this.extend(shape)
  }
  augment(shape) {
    return this.extend(shape)
  }
  setKey(key, schema) {
    return this.extend({ [key]: schema })
  }
  merge(other) {
    return this.extend(other.shape)
  }
  pick(mask) {
    const kept = Object.entries(this.def.shape).filter(([key]) => mask[key])
    return this._with({ shape: Object.fromEntries(kept) })
  }
  omit(mask) {
    const kept = Object.entries(this.def.shape).filter(([key]) => !mask[key])
    return this._with({ shape: Object.fromEntries(kept) })
  }
  partial(mask) {
    const members = Object.entries(this.def.shape)
    return this._with({
      shape: Object.fromEntries(
        members.map(([key, one]) => [key, !mask || mask[key] ? one.optional() : one]),
      ),
    })
  }
  deepPartial() {
    return this.partial()
  }
  required() {
    const members = Object.entries(this.def.shape)
    const required = one => (one.def.type === 'optional' ? one.def.innerType : one)
    return this._with({ shape: Object.fromEntries(members.map(([key, one]) => [key, required(one)])) })
  }
  keyof() {
    return enumeration(Object.keys(this.def.shape))
  }
  strict() {
    return this._with({ strict: true })
  }
  passthrough() {
    return this._with({ strict: false })
  }
  loose() {
    return this._with({ strict: false })
  }
  strip() {
    return this
  }
  catchall() {
    return this
  }
  rest() {
    return this
  }
  extract(values) {
    return enumeration(values)
  }
  exclude(values) {
    return enumeration(Object.values(this.def.entries).filter(value => !values.includes(value)))
  }
  int() {
    return this._with({ integer: true })
  }
  safe() {
    return this
  }
  email() {
    return this._with({ format: 'email' })
  }
  url() {
    return this._with({ format: 'uri' })
  }
  uuid() {
    return this._with({ format: 'uuid' })
  }
  guid() {
    return this._with({ format: 'uuid' })
  }
  datetime() {
    return this._with({ format: 'date-time' })
  }
  date() {
    return this._with({ format: 'date' })
  }
  regex(pattern) {
    return this._check({ kind: 'pattern', value: pattern.source })
  }
  min(value) {
    return this._check({ kind: 'min', value })
  }
  gte(value) {
    return this.min(value)
  }
  max(value) {
    return this._check({ kind: 'max', value })
  }
  lte(value) {
    return this.max(value)
  }
  length(value) {
    return this.min(value).max(value)
  }
  gt(value) {
    return this._check({ kind: 'over', value })
  }
  lt(value) {
    return this._check({ kind: 'under', value })
  }
  positive() {
    return this.gt(0)
  }
  nonnegative() {
    return this.min(0)
  }
  negative() {
    return this.lt(0)
  }
  nonpositive() {
    return this.max(0)
  }
  nonempty() {
    return this.min(1)
  }
  multipleOf(value) {
    return this._check({ kind: 'multipleOf', value })
  }
  step(value) {
    return this.multipleOf(value)
  }
  parse(value) {
    return read(this.def, value)
  }
  parseAsync(value) {
    return Promise.resolve(read(this.def, value))
  }
  safeParse(value) {
    return { success: true, data: read(this.def, value) }
  }
  safeParseAsync(value) {
    return Promise.resolve(this.safeParse(value))
  }
  toJSONSchema() {
    return toJSONSchema(this)
  }
}

// What only narrows or changes values while a tool runs leaves a schema as it is.
for (const name of [
  ...['refine', 'superRefine', 'check', 'overwrite', 'brand', 'trim', 'toLowerCase', 'toUpperCase', 'finite'],
  ...[
    'startsWith',
    'endsWith',
    'includes',
    'ip',
    'ipv4',
    'ipv6',
    'cidr',
    'jwt',
    'base64',
    'base64url',
    'emoji',
  ],
  ...[
    'cuid',
    'cuid2',
    'ulid',
    'nanoid',
    'time',
    'duration',
    'normalize',
    'size',
    'with',
    'clone',
    'unwrapped',
  ],
])
  Schema.prototype[name] = function () {
    return this
  }

const wrap = (type, innerType, more) => new Schema({ type, innerType, ...more })
const make = type => options => new Schema({ type, ...noted(options) })
const formatted = format => options => new Schema({ type: 'string', format, ...noted(options) })
const noted = options => (options?.description ? { description: options.description } : {})
const array = (element, options) => new Schema({ type: 'array', element, ...noted(options) })
const union = (options, notes) => new Schema({ type: 'union', options, ...noted(notes) })
const enumeration = (values, options) =>
  new Schema({
    type: 'enum',
    entries: Array.isArray(values) ? Object.fromEntries(values.map(value => [value, value])) : values,
    ...noted(options),
  })
const object = (shape, options) => new Schema({ type: 'object', shape: shape ?? {}, ...noted(options) })

function toJSONSchema(schema) {
  return placardJsonSchema(schema)
}

module.exports = { Schema, array, enumeration, formatted, make, noted, object, toJSONSchema, union, wrap }
