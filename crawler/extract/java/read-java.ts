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
import { lowerJava } from './lower.ts'

/** Libraries whose `@Tool` is one of an MCP server; others have an annotation of the same name. */
const libraries =
  /\b(io\.quarkiverse\.mcp|org\.springframework\.ai\.tool|org\.springaicommunity\.mcp|org\.springframework\.ai\.mcp|io\.jenkins\.plugins\.mcp|io\.micronaut\.mcp)\b/

/** Reads the methods that a program in Java marks as tools for one of the frameworks. */
export const readJava: ReadLanguage = async (files, folder) => {
  const servesMcp = [...files].some(
    ([path, data]) =>
      /(^|\/)(pom\.xml|build\.gradle(\.kts)?|libs\.versions\.toml)$/.test(path) && data.includes('mcp'),
  )
  if (!servesMcp) return { found: [], nameless: 0, unproven: 0, exhausted: false }
  return readAnnotated(files, folder, await loadParser('java'), {
    code: /\.java$/,
    mayMatter: text =>
      /@(Mcp)?Tool\b|\b(record|enum)\b|static final String/.test(text) && text.length < 500_000,
    lower: lowerJava,
    readTool,
  })
}

function readTool(
  run: Run,
  method: FunctionValue,
  marks: External[],
  text: string,
): FoundTool | 'unproven' | null {
  const mark = findMark(marks, '@McpTool') ?? findMark(marks, '@Tool')
  if (mark === undefined) return null
  if (!libraries.test(text)) return 'unproven'
  const given = mark.named.get('name')
  const name = given === undefined ? method.syntax.name : typeof given === 'string' ? given : ''
  const description = saidText(mark, 'description') ?? saidText(mark, 'value', 0)
  const annotations = mark.named.get('annotations')
  const definition = {
    ...fromEntries([
      ['title', saidText(mark, 'title')],
      ['description', description],
      [
        'annotations',
        is(annotations, 'external')
          ? fromEntries([...annotations.named].map(([key, value]) => [key, toJson(value).json]))
          : undefined,
      ],
    ]),
    inputSchema: parametersSchema(run, method),
    name,
  }
  const isLost =
    description === undefined &&
    (mark.named.has('description') || mark.named.has('value') || mark.args.length > 0)
  return {
    definition,
    at: { file: method.module.file, line: method.syntax.decorators[0]?.line ?? method.syntax.line },
    partly: isLost ? ['description'] : [],
  }
}

/** What the framework fills in itself. */
const injected =
  /^(ToolContext|McpSyncServerExchange|McpAsyncServerExchange|McpSyncRequestContext|McpAsyncRequestContext|McpTransportContext|McpMeta|McpConnection|McpLog|RequestId|Progress|Roots|Sampling|Elicitation|Cancellation|CallToolRequest|RawMessage|Meta)$/

function parametersSchema(run: Run, method: FunctionValue): Schema {
  const properties: [string, Json][] = []
  const required: string[] = []
  for (const { name, type, decorators } of method.syntax.parameters) {
    const kind = type === null ? null : evaluate(frameOf(run, method, method.scope), type)
    if (injected.test(typeName(kind))) continue
    const marks = marksOf(run, method, decorators)
    const mark = ['@ToolParam', '@McpToolParam', '@McpArg', '@ToolArg']
      .map(one => findMark(marks, one))
      .find(one => one !== undefined)
    const description = saidText(mark, 'description') ?? saidText(mark, 'value', 0)
    const own = saidText(mark, 'name') ?? name
    properties.push([
      own,
      { ...schemaOf(run, kind, describeField), ...(description === undefined ? {} : { description }) },
    ])
    const mayMiss =
      mark?.named.get('required') === false ||
      mark?.named.has('defaultValue') === true ||
      isOptionalType(kind) ||
      findMark(marks, '@Nullable') !== undefined
    if (!mayMiss) required.push(own)
  }
  return { type: 'object', properties: fromEntries(properties), ...(required.length > 0 ? { required } : {}) }
}

const describeField: DescribeField = (run, field, owner) => {
  const marks = marksOf(run, { ...field, owner }, field.decorators)
  if (findMark(marks, '@JsonIgnore')) return null
  const description =
    saidText(findMark(marks, '@JsonPropertyDescription'), 'value', 0) ??
    saidText(findMark(marks, '@ToolParam'), 'description')
  const renamed = saidText(findMark(marks, '@JsonProperty'), 'value', 0)
  return {
    name: renamed ?? field.name,
    schema: description === undefined ? {} : { description },
    isOptional: findMark(marks, '@Nullable') !== undefined,
  }
}
