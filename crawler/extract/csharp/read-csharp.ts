import { findMark, marksOf, readAnnotated, saidText } from '../annotated/read-annotated.ts'
import { type DescribeField, type Schema, schemaOf, typeName } from '../annotated/schema.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import type { Run } from '../program/run.ts'
import { fromEntries, type Json, toJson } from '../program/to-json.ts'
import type { External, FunctionValue } from '../program/values.ts'
import type { ReadLanguage } from '../read-project.ts'
import type { FoundTool } from '../source/reading.ts'
import { loadParser } from '../syntax/parse.ts'
import { lowerCsharp } from './lower.ts'

/** Reads the methods that a program in C# marks as tools for the SDK. */
export const readCsharp: ReadLanguage = async (files, folder) => {
  const usesSdk = [...files].some(
    ([path, data]) => /\.(cs|csproj|props)$/.test(path) && data.includes('ModelContextProtocol'),
  )
  if (!usesSdk) return { found: [], nameless: 0, unproven: 0, exhausted: false }
  return readAnnotated(files, folder, await loadParser('csharp'), {
    code: /\.cs$/,
    mayMatter: text => /McpServerTool|\b(const|enum|record|class)\b/.test(text) && text.length < 500_000,
    lower: lowerCsharp,
    readTool,
  })
}

const hints: [string, string][] = [
  ['Title', 'title'],
  ['ReadOnly', 'readOnlyHint'],
  ['Destructive', 'destructiveHint'],
  ['Idempotent', 'idempotentHint'],
  ['OpenWorld', 'openWorldHint'],
]

function readTool(run: Run, method: FunctionValue, marks: External[]): FoundTool | null {
  const mark = findMark(marks, 'McpServerTool')
  if (mark === undefined) return null
  const given = mark.named.get('Name')
  const name =
    given === undefined
      ? snakeCase(method.syntax.name.replace(/(?<=.)Async$/, ''))
      : typeof given === 'string'
        ? given
        : ''
  const described = findMark(marks, 'Description')
  const description = saidText(described, 'description', 0)
  const annotations = hints.flatMap(([word, hint]): [string, Json | undefined][] =>
    mark.named.has(word) ? [[hint, toJson(mark.named.get(word)!).json]] : [],
  )
  const definition = {
    ...fromEntries([
      [
        'description',
        description ?? (described === undefined ? (method.syntax.doc ?? undefined) : undefined),
      ],
      ['annotations', annotations.length > 0 ? fromEntries(annotations) : undefined],
    ]),
    inputSchema: parametersSchema(run, method),
    name,
  }
  const at = { file: method.module.file, line: method.syntax.decorators[0]?.line ?? method.syntax.line }
  return {
    definition,
    at,
    partly: described !== undefined && description === undefined ? ['description'] : [],
  }
}

/** What the server fills in itself: of the SDK, of the host, or from its services. */
const injected =
  /^(CancellationToken|I?McpServer|RequestContext|IProgress|IServiceProvider|ClaimsPrincipal|HttpContext|IHttpContextAccessor|HttpClient|ILogger|ILoggerFactory)$|^I[A-Z]\w*$|(Service|Client|Context|Factory|Repository|Manager|Options|Provider|Store)$/
const lists =
  /^I(Enumerable|List|Collection|ReadOnlyList|ReadOnlyCollection|Dictionary|ReadOnlyDictionary|Set)$/

function parametersSchema(run: Run, method: FunctionValue): Schema {
  const properties: [string, Json][] = []
  const required: string[] = []
  for (const { name, type, value, decorators } of method.syntax.parameters) {
    const kind = type === null ? null : evaluate(frameOf(run, method, method.scope), type)
    const marks = marksOf(run, method, decorators)
    const description = saidText(findMark(marks, 'Description'), 'description', 0)
    const own = typeName(kind)
    if (findMark(marks, 'FromServices') || findMark(marks, 'FromKeyedServices')) continue
    if (description === undefined && injected.test(own) && !lists.test(own)) continue
    const schema: Schema = {
      ...schemaOf(run, kind, describeField),
      ...(description === undefined ? {} : { description }),
    }
    const otherwise =
      value === null ? undefined : toJson(evaluate(frameOf(run, method, method.scope), value)).json
    if (otherwise !== undefined) schema.default = otherwise
    properties.push([name, schema])
    if (value === null) required.push(name)
  }
  return { type: 'object', properties: fromEntries(properties), ...(required.length > 0 ? { required } : {}) }
}

const describeField: DescribeField = (run, field, owner) => {
  const marks = marksOf(run, { ...field, owner }, field.decorators)
  const isEnum = field.type === null
  if (findMark(marks, 'JsonIgnore') || (!isEnum && !field.tag.includes('public'))) return null
  const renamed = saidText(
    findMark(marks, 'JsonPropertyName') ?? findMark(marks, 'JsonStringEnumMemberName'),
    'name',
    0,
  )
  const description = saidText(findMark(marks, 'Description'), 'description', 0)
  const plain = isEnum ? field.name : field.name.slice(0, 1).toLowerCase() + field.name.slice(1)
  return {
    name: renamed ?? plain,
    schema: description === undefined ? {} : { description },
    isOptional: field.value !== null || !field.tag.includes('required'),
  }
}

/** `GetWeatherURL` is `get_weather_url`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}
