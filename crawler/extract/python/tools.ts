import { member } from '../program/access.ts'
import { evaluate } from '../program/evaluate.ts'
import { explore, frameOf } from '../program/explore.ts'
import { attempt, type Run } from '../program/run.ts'
import { toText } from '../program/text.ts'
import { fromEntries, type Json, type Part, toJson } from '../program/to-json.ts'
import { type External, type FunctionValue, is, type Place, unknown, type Value } from '../program/values.ts'
import type { FoundTool } from '../source/reading.ts'
import { propertyOf, type Schema, schemaOf } from './schema.ts'
import type { Registration, Sightings } from './sightings.ts'

/** Steps for one tool's definition, and for asking a handler for its list. */
const toolSteps = 400_000
const listSteps = 3_000_000

/** Every tool that reached a server, once by name, and how many did without a name that can be known. */
export function collectTools(
  run: Run,
  sightings: Sightings,
  withUnsure: boolean,
): { found: FoundTool[]; nameless: number } {
  const found = new Map<string, FoundTool>()
  let nameless = 0
  const add = (make: () => FoundTool | null | undefined) => {
    const tool = attempt(run, toolSteps, make).result
    if (tool === undefined || tool === null) nameless += 1
    else if (!found.has(tool.definition.name)) found.set(tool.definition.name, tool)
  }
  const wanted = ofStarted(
    sightings,
    sightings.registrations.filter(({ isSure }) => isSure || withUnsure),
  )
  for (const registration of wanted)
    if (!isSwitchedOff(registration))
      add(() =>
        fromRegistration(run, withNotes(sightings, registration), prefixOf(sightings, registration.server)),
      )
  for (const { fn, at } of sightings.handlers)
    for (const tool of toolsOf(run, fn)) add(() => fromDefinition(run, tool, at))
  return { found: [...found.values()], nameless }
}

/** Of several servers in one program, what those have that it starts, or that stand within such. */
function ofStarted({ started, mounts }: Sightings, registrations: Registration[]): Registration[] {
  const reached = new Set(started)
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const { parent, child } of mounts) if (reached.has(parent)) reached.add(child)
  }
  const wanted = registrations.filter(({ server }) => reached.has(server))
  return wanted.length > 0 ? wanted : registrations
}

function withNotes({ noted }: Sightings, registration: Registration): Registration {
  const { tool, options } = registration
  const notes = is(tool, 'function') ? noted.get(tool.marks) : undefined
  return notes === undefined ? registration : { ...registration, options: new Map([...notes, ...options]) }
}

function isSwitchedOff({ options }: Registration): boolean {
  return options.get('enabled') === false
}

function prefixOf({ mounts }: Sightings, server: Value, depth = 0): string {
  const mount = mounts.find(({ child }) => child === server)
  if (mount === undefined || depth > 5) return ''
  return (
    prefixOf({ mounts } as Sightings, mount.parent, depth + 1) +
    (mount.prefix === '' ? '' : `${mount.prefix}_`)
  )
}

/** What a handler of `tools/list` answers. */
function toolsOf(run: Run, handler: Value): Value[] {
  if (!is(handler, 'function')) return []
  const answer = attempt(run, listSteps, () =>
    handler.calls.active === 0 ? explore(run, handler, listSteps) : null,
  ).result
  const result = is(answer, 'external') ? (answer.named.get('tools') ?? answer.args[0]) : answer
  return is(result, 'list') ? result.items : []
}

function fromRegistration(run: Run, registration: Registration, prefix: string): FoundTool | null {
  const { tool, options, args } = registration
  if (!is(tool, 'function')) return withPrefix(fromDefinition(run, tool, registration.at), prefix)
  const shown = tool.like ?? tool
  const said = new Map(options)
  if (args[0] !== undefined && !said.has('name')) said.set('name', args[0])
  if (args[1] !== undefined && !said.has('description')) said.set('description', args[1])
  const name = isNothing(said.get('name')) ? shown.syntax.name : toText(said.get('name')!)
  if (name === null) return null
  const description = isNothing(said.get('description')) ? shown.syntax.doc : said.get('description')!
  const at = { file: shown.module.file, line: shown.syntax.line }
  const made = makeFound(name, { ...Object.fromEntries(otherFields(said)), description }, at)
  // Who writes a function's signature anew knows better than its parameters.
  if (tool.marks.has('has __signature__')) made.partly.push('inputSchema')
  made.definition.inputSchema = parametersSchema(run, { ...shown, self: tool.self }, excluded(said))
  return withPrefix(made, prefix)
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null
}

function otherFields(options: Map<string, Value>): [string, Value][] {
  return (['title', 'annotations'] as const).flatMap(key =>
    isNothing(options.get(key)) ? [] : [[key, options.get(key)!] as [string, Value]],
  )
}

function excluded(options: Map<string, Value>): Set<Value> {
  const names = options.get('exclude_args')
  return new Set(is(names, 'list') ? names.items : [])
}

function withPrefix(tool: FoundTool | null, prefix: string): FoundTool | null {
  if (tool !== null && prefix !== '') tool.definition.name = prefix + tool.definition.name
  return tool
}

/** What of a definition can be told, and which of its fields cannot. */
function makeFound(name: string, fields: { [field: string]: Value }, at: Place): FoundTool {
  const partly: string[] = []
  const entries = Object.entries(fields).map(([key, value]): [string, Json | undefined] => {
    if (isNothing(value)) return [key, undefined]
    const { json, whole } = toJson(value, annotationsJson)
    if (!whole) partly.push(key)
    return [key, json]
  })
  return { definition: { ...fromEntries(entries), name }, at, partly }
}

/** `ToolAnnotations(readOnlyHint=True)` is an object of what it was given. */
function annotationsJson(value: Value): Part | undefined {
  if (!is(value, 'external') || !/(^|\.)(ToolAnnotations|Annotations)\(\)$/.test(value.path)) return undefined
  return {
    json: fromEntries(
      [...value.named].map(([key, one]) => [
        camel.get(key) ?? key,
        one === null ? undefined : toJson(one).json,
      ]),
    ),
    whole: true,
  }
}

const camel = new Map([
  ['read_only_hint', 'readOnlyHint'],
  ['destructive_hint', 'destructiveHint'],
  ['idempotent_hint', 'idempotentHint'],
  ['open_world_hint', 'openWorldHint'],
])

/** The schema of a function's parameters, without those that the server fills in. */
function parametersSchema(run: Run, fn: FunctionValue, without: Set<Value> = new Set()): Schema {
  const properties: [string, Json][] = []
  const required: string[] = []
  for (const [position, { name, type, value, spread }] of fn.syntax.parameters.entries()) {
    if (spread !== null || name.startsWith('_') || without.has(name)) continue
    if (position === 0 && (fn.self !== undefined || name === 'self' || name === 'cls')) continue
    const frame = frameOf(run, fn, fn.scope)
    const annotation = type === null ? unknown : evaluate(frame, type)
    const given = value === null ? undefined : evaluate(frame, value)
    if (isContext(annotation, name, type === null) || isInjected(given)) continue
    const made = propertyOf(run, name, annotation, given, fn.module)
    properties.push([made.name, made.schema])
    if (made.isRequired) required.push(made.name)
  }
  return { type: 'object', properties: fromEntries(properties), ...(required.length > 0 ? { required } : {}) }
}

function isContext(type: Value, name: string, isBare: boolean): boolean {
  if (is(type, 'class')) return type.bases.some(base => isContext(base, '', false))
  if (typeof type === 'string') return /\bContext\b/.test(type)
  if (!is(type, 'external')) return false
  if (/(^|\.)Context(\[\])*$/.test(type.path)) return true
  return (
    (isBare && name === 'ctx') ||
    (/(Optional|union|Union|Annotated)\[\]$/.test(type.path) &&
      type.args.some(one => isContext(one, '', false)))
  )
}

function isInjected(value: Value | undefined): boolean {
  return (
    is(value, 'external') &&
    /(^|\.)(Depends|CurrentContext|CurrentFastMCP|CurrentRequest|CurrentHeaders|get_\w+_context)\(\)$/.test(
      value.path,
    )
  )
}

/** A definition in the SDK's own form, or as a dictionary. */
function fromDefinition(run: Run, tool: Value, at: Place): FoundTool | null {
  if (is(tool, 'external') && tool.path.endsWith('from_function()')) return fromFunction(run, tool)
  const get = (key: string) =>
    is(tool, 'dict')
      ? tool.entries.get(key)
      : is(tool, 'external')
        ? tool.named.get(key)
        : is(tool, 'instance')
          ? member(run, tool, key, tool.at)
          : undefined
  const name = toText(get('name') ?? unknown)
  if (name === null) return null
  const fields: { [field: string]: Value } = {}
  for (const key of ['title', 'description', 'annotations']) {
    const value = get(key)
    if (!isNothing(value)) fields[key] = value!
  }
  const place = typeof tool === 'object' && tool !== null && 'at' in tool && tool.at.line > 0 ? tool.at : at
  const made = makeFound(name, fields, place)
  for (const [key, word] of [
    ['inputSchema', 'input_schema'],
    ['outputSchema', 'output_schema'],
  ] as const) {
    const value = get(key) ?? get(word) ?? (key === 'inputSchema' ? get('parameters') : undefined)
    if (isNothing(value)) continue
    const { json, whole } = schemaJson(run, value!)
    if (!whole) made.partly.push(key)
    if (json !== undefined) made.definition[key] = json
  }
  return made
}

function schemaJson(run: Run, value: Value): { json: Json | undefined; whole: boolean } {
  return is(value, 'class') ? { json: schemaOf(run, value, value.module), whole: true } : toJson(value)
}

function fromFunction(run: Run, { args, named, at }: External): FoundTool | null {
  const fn = args[0] ?? named.get('fn') ?? null
  return is(fn, 'function')
    ? fromRegistration(
        run,
        { server: null, tool: fn, options: named, args: args.slice(1), at, isSure: true },
        '',
      )
    : null
}
