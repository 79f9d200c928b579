import { call } from '../program/call.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import { attempt, type Call, type Frame, type Run } from '../program/run.ts'
import { fromEntries, type Json, toJson } from '../program/to-json.ts'
import { type External, external, type FunctionValue, is, type Place, type Value } from '../program/values.ts'
import type { FoundTool } from '../source/reading.ts'
import { readOptions } from './options.ts'
import { schemaJson, schemaOf, structJson } from './schema.ts'

export type Made = { tool: External; handler: FunctionValue | null; at: Place }
export type Sightings = {
  /** Tools that were given to a server, with what handles them. */
  registered: Made[]
  /** Tools that were made, whatever became of them. */
  made: Made[]
  /** Options that were applied to a tool by calling them with it. */
  applied: Map<Value, External[]>
}

/** A definition in the form of one of the SDKs. */
const definition = /(^|[/.])(mcp|mcpgo|protocol|server)\.(NewTool\(\)|NewToolWithRawSchema\(\)|Tool\{\})$/
const registering = /(^|\.)(Must)?(AddTool|AddTools|SetTools|AddSessionTool|RegisterTool)(\[\])?$/

/** Looks at every call of what is not read, for those that make tools and those that give them to a server. */
export function watch(
  sightings: Sightings,
  { callee, args, named, at, frame }: Call & { callee: External },
): boolean {
  const { path } = callee
  if (/\.With\w+(\[\])?\(\)$/.test(path) && is(args[0], 'external')) {
    const tool = args[0]
    sightings.applied.set(tool, [...(sightings.applied.get(tool) ?? []), callee])
    return false
  }
  if (path.endsWith('{}')) {
    const [tool] = [named.get('Tool')].filter(isDefinition)
    const handler = named.get('Handler')
    if (tool !== undefined)
      sightings.made.push({ tool, handler: is(handler, 'function') ? handler : null, at })
    if (definition.test(path)) sightings.made.push({ tool: callee, handler: handlerAround(frame), at })
    return false
  }
  if (definition.test(`${path}()`))
    sightings.made.push({ tool: { ...external(`${path}()`, callee, at), args, named }, handler: null, at })
  if (!registering.test(path)) return false
  const tools = args.flatMap(value => definitionsIn(value))
  const handler = args.findLast(value => is(value, 'function')) ?? null
  for (const { tool, handler: own } of tools)
    sightings.registered.push({
      tool,
      handler: own ?? (is(handler, 'function') ? handler : handlerAround(frame)),
      at,
    })
  return tools.length > 0
}

function isDefinition(value: Value | undefined): value is External {
  return is(value, 'external') && definition.test(value.path)
}

/** The definitions in an argument: itself, one that stands beside its handler, or several of such. */
function definitionsIn(value: Value, depth = 0): { tool: External; handler: FunctionValue | null }[] {
  if (isDefinition(value)) return [{ tool: value, handler: null }]
  if (depth > 4) return []
  if (is(value, 'list')) return value.items.flatMap(one => definitionsIn(one, depth + 1))
  if (is(value, 'dict')) return [...value.entries.values()].flatMap(one => definitionsIn(one, depth + 1))
  const members =
    is(value, 'external') && value.path.endsWith('{}')
      ? value.named
      : is(value, 'instance')
        ? value.members
        : null
  const tool = [...(members?.values() ?? [])].find(isDefinition)
  const handler = [...(members?.values() ?? [])].find(one => is(one, 'function'))
  return tool === undefined ? [] : [{ tool, handler: is(handler, 'function') ? handler : null }]
}

/** Takes down what a function that nobody called gives: a definition beside what handles it. */
export function sawResult({ made }: Sightings, value: Value, at: Place): void {
  const items = is(value, 'list') && value.shape === 'tuple' ? value.items : [value]
  const handler = items.find(one => is(one, 'function')) ?? null
  for (const { tool, handler: own } of items.flatMap(one => definitionsIn(one)))
    made.push({ tool, handler: own ?? (is(handler, 'function') ? handler : null), at })
}

/** The handler that a helper was given, where it makes a definition of it: its last parameter is what the tool takes. */
function handlerAround(frame: Frame | undefined): FunctionValue | null {
  if (frame === undefined || frame.fn === null) return null
  for (const { value } of frame.scope.names.values())
    if (is(value, 'function') && value.syntax.parameters.length >= 2 && value !== frame.fn) return value
  return null
}

const toolSteps = 400_000

/** Every tool once by name, and how many did without a name that can be known. */
export function collectTools(
  run: Run,
  sightings: Sightings,
  tools: Made[],
): { found: FoundTool[]; nameless: number } {
  const found = new Map<string, FoundTool>()
  let nameless = 0
  for (const one of tools) {
    const tool = attempt(run, toolSteps, () => readTool(run, sightings, one)).result
    if (tool === undefined || tool === null) nameless += 1
    else {
      const before = found.get(tool.definition.name)
      if (before === undefined || before.partly.length > tool.partly.length)
        found.set(tool.definition.name, tool)
    }
  }
  return { found: [...found.values()], nameless }
}

function readTool(run: Run, sightings: Sightings, { tool, handler, at }: Made): FoundTool | null {
  const isLiteral = tool.path.endsWith('{}')
  const name = isLiteral ? tool.named.get('Name') : tool.args[0]
  if (typeof name !== 'string' || name === '') return null
  const place = tool.at.line > 0 ? tool.at : at
  const made = isLiteral ? fromLiteral(run, tool) : fromOptions(run, sightings, tool)
  if (made.definition.inputSchema === undefined) {
    const handlers = [handler, ...sightings.made.filter(one => one.tool === tool).map(one => one.handler)]
    const schema =
      handlers.map(one => (one === null ? null : handledSchema(run, one))).find(one => one !== null) ?? null
    if (schema !== null) made.definition.inputSchema = schema
    else if (!isLiteral) made.definition.inputSchema = { type: 'object', properties: {} }
    else if (!made.partly.includes('inputSchema')) made.partly.push('inputSchema')
  }
  const partly =
    made.definition.inputSchema === undefined ? made.partly : made.partly.filter(one => one !== 'inputSchema')
  return { definition: { ...made.definition, name }, at: place, partly }
}

type Part = { definition: { [field: string]: Json }; partly: string[] }

/** `mcp.Tool{Name: …, InputSchema: …}`. */
function fromLiteral(run: Run, { named }: External): Part {
  const partly: string[] = []
  const field = (
    key: string,
    name: string,
    read: (value: Value) => { json: Json | undefined; whole: boolean },
  ): [string, Json | undefined] => {
    const value = named.get(name)
    if (value === undefined || value === null) return [key, undefined]
    const { json, whole } = read(value)
    if (!whole) partly.push(key)
    return [key, whole || key !== 'inputSchema' ? json : undefined]
  }
  const plain = (value: Value) => toJson(value, one => structJson(run, one, 0))
  const schema = (value: Value) => schemaJson(run, value)
  const raw = named.get('RawInputSchema')
  const entries = [
    field('title', 'Title', plain),
    field('description', 'Description', plain),
    field('inputSchema', raw === undefined ? 'InputSchema' : 'RawInputSchema', schema),
    field('annotations', 'Annotations', plain),
  ]
  return { definition: fromEntries(entries), partly }
}

/** `mcp.NewTool(name, mcp.WithDescription(…), …)`. */
function fromOptions(run: Run, { applied }: Sightings, tool: External): Part {
  if (tool.path.endsWith('NewToolWithRawSchema()')) {
    const { json } = schemaJson(run, tool.args[2] ?? null)
    const description = typeof tool.args[1] === 'string' ? tool.args[1] : undefined
    return {
      definition: fromEntries([
        ['description', description],
        ['inputSchema', json],
      ]),
      partly: [
        ...(description === undefined ? ['description'] : []),
        ...(json === undefined ? ['inputSchema'] : []),
      ],
    }
  }
  const options: Value[] = tool.args.slice(1).flatMap(option => {
    if (!is(option, 'function')) return [option]
    // An option of the code's own: what it does to a tool is what it says.
    const target = external('mcp.Tool{}', null, tool.at)
    call(run, option, { self: null, args: [target], named: new Map(), at: tool.at })
    return applied.get(target) ?? []
  })
  return readOptions(run, [...options, ...(applied.get(tool) ?? [])])
}

/** The schema of what a handler takes: its last parameter where that is a type of the code's own. */
function handledSchema(run: Run, handler: FunctionValue): Json | null {
  const { parameters } = handler.syntax
  const last = parameters.at(-1)
  if (last === undefined || last.type === null || parameters.length < 2) return null
  const type = evaluate(frameOf(run, handler, handler.scope), last.type)
  if (is(type, 'external'))
    return type.path === 'any' || type.path.startsWith('map') ? { type: 'object' } : null
  return is(type, 'class') ? schemaOf(run, type) : null
}
