import { call } from '../evaluate/call.ts'
import { toJson } from '../evaluate/json.ts'
import { entriesOf, get } from '../evaluate/members.ts'
import { awaited } from '../evaluate/promises.ts'
import type { Run } from '../evaluate/run.ts'
import { attempt } from '../evaluate/task.ts'
import {
  isArray,
  isFunction,
  isThing,
  isUnknown,
  type Place,
  type Thing,
  unknown,
  type Value,
} from '../evaluate/values.ts'
import { definitionOf, jsonSchemaOf } from './json-schema.ts'

/** One tool as the code makes it, before it is checked. */
export type Found = {
  name: string
  definition: { [field: string]: unknown }
  at: Place | null
  partly: string[]
}

/** Steps for one tool's definition, for one part of it, and for what a handler does. */
const toolSteps = 1_000_000
const partSteps = 400_000
const handlerSteps = 3_000_000

/** Every tool that reached a server, once by name, and how many did without a name that can be known. */
export function collectTools(run: Run): { found: Found[]; nameless: number } {
  const found = new Map<string, Found>()
  let nameless = 0
  const add = (make: () => Found | null) => {
    const tool = attempt(run, toolSteps, make) ?? null
    if (tool === null) nameless += 1
    else if (!found.has(tool.name)) found.set(tool.name, tool)
  }
  for (const [registry, places] of run.sightings.registries)
    for (const [name, tool] of registered(run, registry))
      add(() => makeFound(run, name, tool, places.get(name) ?? null))
  for (const { schema, handler } of run.sightings.handlers)
    for (const tool of attempt(run, handlerSteps, () => listedBy(run, schema, handler)) ?? [])
      add(() => makeFound(run, get(run, tool, 'name'), tool, placeOf(tool)))
  for (const tool of run.sightings.answers)
    add(() => makeFound(run, get(run, tool, 'name'), tool, placeOf(tool)))
  const kept = namesKept(run)
  for (const { method, args, at, receiver } of run.sightings.calls)
    if (isUnknown(receiver) || !kept.has(args[0])) add(() => fromCall(run, method, args, at))
  return { found: [...found.values()], nameless }
}

/** Names of all tools that ever were in a registry, those since removed or switched off among them. */
function namesKept({ sightings }: Run): Set<Value> {
  return new Set([...sightings.registries.values()].flatMap(places => [...places.keys()]))
}

function registered(run: Run, registry: Thing): [string, Value][] {
  const entries: [Value, Value][] =
    registry.entries === null ? entriesOf(run, registry) : [...registry.entries]
  return entries.filter(
    (entry): entry is [string, Value] =>
      typeof entry[0] === 'string' && isThing(entry[1]) && get(run, entry[1], 'enabled') !== false,
  )
}

function placeOf(tool: Value): Place | null {
  return isThing(tool) ? tool.at : null
}

/** Says hello as a client would: some servers make their tools only then. */
export function shakeHands(run: Run): void {
  const client = {
    clientInfo: run.realm.object({ name: 'placard', version: '1' }),
    capabilities: run.realm.object({}),
  }
  const params = run.realm.object({ ...client, protocolVersion: '2025-11-25' })
  for (const method of ['initialize', 'notifications/initialized']) {
    for (const { schema, handler, owner } of run.sightings.handlers) {
      if (methodOf(run, schema) !== method) continue
      attempt(run, handlerSteps, () =>
        awaited(call(run, handler, owner, [run.realm.object({ method, params }), unknown()])),
      )
    }
  }
}

/** What a handler answers when it is asked for the tools. */
function listedBy(run: Run, schema: Value, handler: Thing): Value[] {
  const method = methodOf(run, schema)
  if (method !== 'tools/list' && method !== null) return []
  const request = run.realm.object({ method: 'tools/list', params: run.realm.object({}) })
  const answer = attempt(run, handlerSteps, () =>
    awaited(call(run, handler, undefined, [request, unknown()])),
  )
  const tools = isThing(answer) ? get(run, answer, 'tools') : undefined
  if (!isArray(tools)) return []
  // Of a schema that is not known, only what cannot be anything else is taken.
  return method === null
    ? tools.items.filter(tool => isThing(tool) && get(run, tool, 'inputSchema') !== undefined)
    : tools.items
}

/** The method that a handler is for, null where that is not known. */
function methodOf(run: Run, schema: Value): string | null {
  if (typeof schema === 'string') return schema
  const shape = isThing(schema) ? get(run, schema, 'shape') : null
  const literal = isThing(shape) ? get(run, shape, 'method') : null
  const value = isThing(literal) ? get(run, literal, 'value') : null
  if (typeof value === 'string') return value
  const json = isThing(literal) ? jsonSchemaOf(run, literal, 1) : null
  return typeof json?.const === 'string' ? json.const : null
}

/** `server.tool(name, description?, schema?, hints?, handler)`, `registerTool(name, config, handler)`, `addTool(tool)`. */
function fromCall(run: Run, method: string, args: Value[], at: Place): Found | null {
  const [first, second, ...others] = args
  if (isThing(first)) return makeFound(run, get(run, first, 'name'), first, first.at ?? at)
  if (typeof second === 'string' || isUnknown(second)) {
    const [schema, hints] = others.filter(value => isThing(value) && !isFunction(value))
    return makeFound(
      run,
      first,
      run.realm.object({ description: second, inputSchema: schema, annotations: hints }),
      at,
    )
  }
  const shape =
    method === 'tool' &&
    isThing(second) &&
    entriesOf(run, second).some(([, member]) => definitionOf(run, member) !== null)
  const isConfig = isThing(second) && !shape && !isFunction(second)
  return makeFound(
    run,
    first,
    isConfig ? second : run.realm.object({ inputSchema: shape ? second : undefined }),
    at,
  )
}

function makeFound(run: Run, name: Value, tool: Value, at: Place | null): Found | null {
  if (typeof name !== 'string' || name === '' || !isThing(tool)) return null
  const partly: string[] = []
  const field = (key: string): [string, unknown][] => {
    const value = get(run, tool, key)
    if (value === undefined || value === null) return []
    const part = () => (key.endsWith('Schema') ? schemaOf(run, value) : toJson(run, value, false)?.value)
    const json = isUnknown(value) ? undefined : attempt(run, partSteps, part)
    if (json === undefined) partly.push(key)
    return json === undefined ? [] : [[key, json]]
  }
  const fields = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'].flatMap(field)
  if (!fields.some(([key]) => key === 'inputSchema')) fields.push(...parametersOf(run, tool))
  return { name, definition: { name, ...Object.fromEntries(fields) }, at, partly }
}

/** Some libraries call the schema of a tool's input otherwise. */
function parametersOf(run: Run, tool: Thing): [string, unknown][] {
  const value = get(run, tool, 'parameters') ?? get(run, tool, 'paramsSchema')
  const schema = isThing(value) ? schemaOf(run, value) : undefined
  return [['inputSchema', schema ?? { type: 'object', properties: {} }]]
}

function schemaOf(run: Run, value: Value): unknown {
  return jsonSchemaOf(run, value) ?? toJson(run, value, false)?.value
}
