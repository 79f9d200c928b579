import { findMark, marksOf, readAnnotated, saidText } from '../annotated/read-annotated.ts'
import { type DescribeField, isOptionalType, type Schema, schemaOf, typeName } from '../annotated/schema.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import type { Run } from '../program/run.ts'
import { fromEntries, type Json, toJson } from '../program/to-json.ts'
import { type External, type FunctionValue, is } from '../program/values.ts'
import type { ReadLanguage } from '../read-project.ts'
import type { FoundTool } from '../source/reading.ts'
import { loadParser } from '../syntax/parse.ts'
import { lowerRust } from './lower.ts'

/** Reads the methods that a program in Rust marks as tools for `rmcp`. */
export const readRust: ReadLanguage = async (files, folder) => {
  const usesSdk = [...files].some(
    ([path, data]) => /(^|\/)Cargo\.toml$/.test(path) && /\brmcp\b/.test(data.toString('latin1')),
  )
  if (!usesSdk) return { found: [], nameless: 0, unproven: 0, exhausted: false }
  return readAnnotated(files, folder, await loadParser('rust'), {
    code: /\.rs$/,
    mayMatter: text => /#\[(rmcp::)?tool\b|JsonSchema|Deserialize/.test(text) && text.length < 1_000_000,
    lower: lowerRust,
    readTool,
  })
}

const hints: [string, string][] = [
  ['title', 'title'],
  ['read_only_hint', 'readOnlyHint'],
  ['destructive_hint', 'destructiveHint'],
  ['idempotent_hint', 'idempotentHint'],
  ['open_world_hint', 'openWorldHint'],
]

function readTool(run: Run, method: FunctionValue, marks: External[]): FoundTool | 'unproven' | null {
  const mark = findMark(marks, 'tool')
  if (mark === undefined) return null
  if (findMark(marks, 'tool_router') === undefined && findMark(marks, 'tool_box') === undefined)
    return 'unproven'
  const given = mark.named.get('name')
  const name = given === undefined ? method.syntax.name : typeof given === 'string' ? given : ''
  const said = mark.named.get('annotations')
  const annotations = is(said, 'external')
    ? hints.map(([word, hint]): [string, Json | undefined] => [
        hint,
        said.named.has(word) ? toJson(said.named.get(word)!).json : undefined,
      ])
    : []
  const description = saidText(mark, 'description')
  const definition = {
    ...fromEntries([
      ['title', saidText(mark, 'title')],
      [
        'description',
        description ?? (mark.named.has('description') ? undefined : (method.syntax.doc ?? undefined)),
      ],
      ['annotations', annotations.length > 0 ? fromEntries(annotations) : undefined],
    ]),
    inputSchema: parametersSchema(run, method),
    name,
  }
  return {
    definition,
    at: { file: method.module.file, line: method.syntax.line },
    partly: mark.named.has('description') && description === undefined ? ['description'] : [],
  }
}

/** Either one parameter that holds them all, or those marked one by one. */
function parametersSchema(run: Run, method: FunctionValue): Schema {
  const properties: [string, Json][] = []
  const required: string[] = []
  for (const { name, type, decorators } of method.syntax.parameters) {
    const kind = type === null ? null : evaluate(frameOf(run, method, method.scope), type)
    const marks = marksOf(run, method, decorators)
    const isAll = typeName(kind) === 'Parameters' || findMark(marks, 'tool')?.named.has('aggr') === true
    if (isAll)
      return schemaOf(
        run,
        typeName(kind) === 'Parameters' && is(kind, 'external') ? (kind.args[0] ?? null) : kind,
        describeField,
      )
    if (!findMark(marks, 'tool')?.named.has('param')) continue
    const description = saidText(findMark(marks, 'schemars'), 'description')
    properties.push([
      name,
      { ...schemaOf(run, kind, describeField), ...(description === undefined ? {} : { description }) },
    ])
    if (!isOptionalType(kind)) required.push(name)
  }
  return { type: 'object', properties: fromEntries(properties), ...(required.length > 0 ? { required } : {}) }
}

const describeField: DescribeField = (run, field, owner) => {
  const marks = marksOf(run, { ...field, owner }, field.decorators)
  const around = marksOf(
    run,
    { ...field, owner },
    owner.syntax.decorators.filter(one => one.kind === 'call'),
  )
  const [serde, schemars] = [findMark(marks, 'serde'), findMark(marks, 'schemars')]
  if (serde?.named.has('skip') || serde?.named.has('skip_deserializing') || schemars?.named.has('skip'))
    return null
  const style =
    saidText(findMark(around, 'serde'), 'rename_all') ?? saidText(findMark(around, 'schemars'), 'rename_all')
  const name = saidText(serde, 'rename') ?? saidText(schemars, 'rename') ?? renamed(field.name, style)
  const description = saidText(schemars, 'description') ?? field.doc ?? undefined
  return {
    name,
    schema: description === undefined ? {} : { description },
    isOptional: serde?.named.has('default') ?? false,
    isFlat: serde?.named.has('flatten') ?? false,
  }
}

/** A name in one of the styles that `rename_all` knows. */
function renamed(name: string, style: string | undefined): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
  const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
  switch (style) {
    case 'camelCase':
      return words.map((word, position) => (position === 0 ? word : capital(word))).join('')
    case 'PascalCase':
      return words.map(capital).join('')
    case 'snake_case':
      return words.join('_')
    case 'kebab-case':
      return words.join('-')
    case 'lowercase':
      return name.toLowerCase()
    case 'UPPERCASE':
      return name.toUpperCase()
    case 'SCREAMING_SNAKE_CASE':
      return words.join('_').toUpperCase()
    default:
      return name
  }
}
