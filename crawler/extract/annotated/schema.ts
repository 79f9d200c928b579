import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import { type Run, spend } from '../program/run.ts'
import { fromEntries, type Json } from '../program/to-json.ts'
import { type ClassValue, type Field, is, type Value } from '../program/values.ts'

export type Schema = { [key: string]: Json }
/** What one field is called and says of itself; null for one that is no part of the schema. */
export type DescribeField = (
  run: Run,
  field: Field,
  owner: ClassValue,
) => { name: string; schema: Schema; isOptional: boolean; isFlat?: boolean } | null

const depthLimit = 7
const plain = new Map<string, Schema>()
const put = (schema: Schema, ...names: string[]) => {
  for (const name of names) plain.set(name, schema)
}
put(
  { type: 'string' },
  'string',
  'String',
  'str',
  'char',
  'Char',
  'Character',
  'CharSequence',
  'Path',
  'PathBuf',
  'Cow',
  'FileInfo',
)
put({ type: 'string', format: 'uuid' }, 'Guid', 'UUID', 'Uuid')
put({ type: 'string', format: 'uri' }, 'Uri', 'URI', 'URL', 'Url')
put(
  { type: 'string', format: 'date-time' },
  'DateTime',
  'DateTimeOffset',
  'LocalDateTime',
  'Instant',
  'OffsetDateTime',
  'ZonedDateTime',
)
put({ type: 'string', format: 'date' }, 'DateOnly', 'LocalDate', 'NaiveDate')
put({ type: 'boolean' }, 'bool', 'boolean', 'Boolean', 'Bool')
put({ type: 'number' }, 'float', 'double', 'decimal', 'Float', 'Double', 'BigDecimal', 'Number', 'f32', 'f64')
put(
  { type: 'integer' },
  'int',
  'long',
  'short',
  'byte',
  'uint',
  'ulong',
  'ushort',
  'sbyte',
  'nint',
  'Int32',
  'Int64',
)
put(
  { type: 'integer' },
  'Integer',
  'Long',
  'Short',
  'Byte',
  'BigInteger',
  'i8',
  'i16',
  'i32',
  'i64',
  'i128',
  'u8',
  'u16',
  'u32',
  'u64',
  'u128',
  'usize',
  'isize',
)
put({ type: 'object' }, 'JsonObject', 'ObjectNode')

const lists = new Set([
  'array',
  'List',
  'IList',
  'IEnumerable',
  'ICollection',
  'IReadOnlyList',
  'IReadOnlyCollection',
  'ArrayList',
  'Vec',
  'VecDeque',
  'Collection',
  'Set',
  'HashSet',
  'BTreeSet',
  'ISet',
  'Iterable',
  'slice',
])
const maps = new Set([
  'Dictionary',
  'IDictionary',
  'IReadOnlyDictionary',
  'Map',
  'HashMap',
  'BTreeMap',
  'IndexMap',
  'LinkedHashMap',
])
const optional = new Set(['Nullable', 'Optional', 'Option'])
const transparent = new Set(['Box', 'Arc', 'Rc', 'ref', 'Lazy', 'Cow'])

/** The name of a type without its package and its own types. */
export function typeName(type: Value): string {
  if (is(type, 'class')) return type.name
  return is(type, 'external') ? type.path.replace(/\[\]$/, '').replace(/^.*[.:]/, '') : ''
}

export function isOptionalType(type: Value): boolean {
  return optional.has(typeName(type))
}

/** The JSON Schema of a type. */
export function schemaOf(run: Run, type: Value, describe: DescribeField, depth = 0): Schema {
  spend(run)
  if (depth > depthLimit) return {}
  if (is(type, 'class')) return classSchema(run, type, describe, depth)
  if (!is(type, 'external')) return {}
  const name = typeName(type)
  const inner = (position: number) => schemaOf(run, type.args[position] ?? null, describe, depth + 1)
  if (!type.path.endsWith('[]')) return { ...plain.get(name) }
  if (lists.has(name)) return { type: 'array', items: inner(0) }
  if (maps.has(name)) return { type: 'object', additionalProperties: inner(1) }
  return optional.has(name) || transparent.has(name) ? inner(0) : { ...plain.get(name) }
}

function classSchema(run: Run, type: ClassValue, describe: DescribeField, depth: number): Schema {
  if (type.syntax.decorators.some(one => one.kind === 'name' && one.name === '#enum'))
    return { type: 'string', enum: type.fields.flatMap(field => describe(run, field, type)?.name ?? []) }
  const properties: [string, Json][] = []
  const required: string[] = []
  for (const field of type.fields) {
    const said = describe(run, field, type)
    if (said === null) continue
    const kind = field.type === null ? null : evaluate(frameOf(run, field, field.scope), field.type)
    const schema = { ...schemaOf(run, kind, describe, depth + 1), ...said.schema }
    const inner = said.isFlat ? schema.properties : undefined
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      properties.push(...Object.entries(inner))
      if (Array.isArray(schema.required))
        required.push(...schema.required.filter(one => typeof one === 'string'))
      continue
    }
    properties.push([said.name, schema])
    if (!said.isOptional && !isOptionalType(kind)) required.push(said.name)
  }
  return { type: 'object', properties: fromEntries(properties), ...(required.length > 0 ? { required } : {}) }
}
