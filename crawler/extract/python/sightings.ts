import type { Call } from '../program/run.ts'
import { type External, type FunctionValue, is, type Place, unknown, type Value } from '../program/values.ts'

/** One tool given to a server: a function, or a definition that is there already. */
export type Registration = {
  server: Value
  tool: Value
  options: Map<string, Value>
  args: Value[]
  at: Place
  isSure: boolean
}
export type Sightings = {
  registrations: Registration[]
  /** Functions that answer `tools/list`. */
  handlers: { fn: Value; at: Place }[]
  /** Servers within servers, and what is put before the names of their tools. */
  mounts: { parent: Value; child: Value; prefix: string }[]
  /** Servers that are started. */
  started: Set<Value>
  /** What a decorator that belongs to no server noted of a function, by the function's marks. */
  noted: Map<Set<string>, Map<string, Value>>
}

/** Names of the libraries whose servers these are. */
const libraries = /^(mcp|fastmcp|mcp_server|mcp_use|mcp_agent)(\.|$)/

/** Looks at every call of what is not read, for those that give something to a server. */
export function watch(sightings: Sightings, call: Call & { callee: External }): boolean {
  const { callee, args, named, at } = call
  const { path } = callee
  const name = /\.([a-z_]+)(\(\))?$/i.exec(path)
  const server = name?.[2] !== undefined && is(callee.of, 'external') ? callee.of.of : callee.of
  const isSure = libraries.test(path)
  if (/^fastmcp\.(tools|decorators)(\.\w+)*\.tool(\(\))?$/.test(path)) return note(sightings, call)
  switch (name === null ? '' : name[1]! + (name[2] ?? '')) {
    case 'tool':
      if (!isTool(args[0])) return true
      sightings.registrations.push({ server, tool: args[0], options: named, args: [], at, isSure })
      return true
    case 'tool()':
      if (!isTool(args[0])) return false
      sightings.registrations.push({
        server,
        tool: args[0],
        options: callee.named,
        args: callee.args,
        at,
        isSure,
      })
      return true
    case 'add_tool':
    case 'register_tool': {
      const tool = original(args[0] ?? named.get('fn') ?? named.get('tool'))
      if (!isTool(tool) && !isDefinition(tool)) return false
      sightings.registrations.push({ server, tool, options: named, args: [], at, isSure })
      return true
    }
    case 'list_tools()':
      sightings.handlers.push({ fn: args[0] ?? unknown, at })
      return true
    case 'run':
    case 'run_async':
    case 'run_stdio_async':
    case 'run_sse_async':
    case 'run_http_async':
    case 'run_streamable_http_async':
    case 'http_app':
    case 'sse_app':
    case 'streamable_http_app':
      if (isSure) sightings.started.add(server)
      return false
    case 'mount':
    case 'import_server':
      sawMount(sightings, server, args, named)
      return false
    default:
      if (libraries.test(path)) sawServer(sightings, call)
      return false
  }
}

/** `@tool` by itself gives nothing to a server: it notes what the function is to be called. */
function note({ noted }: Sightings, { callee, args: [fn], named }: Call & { callee: External }): boolean {
  if (!isTool(fn)) return true
  const options = new Map(callee.path.endsWith('()') ? callee.named : named)
  const [name] = callee.path.endsWith('()') ? callee.args : []
  if (name !== undefined && !options.has('name')) options.set('name', name)
  fn.marks.add('has __fastmcp__')
  noted.set(fn.marks, options)
  return true
}

function isTool(value: Value | undefined): value is FunctionValue {
  return is(value, 'function')
}

/** `Tool(name=…)`, or what `Tool.from_function` makes. */
function isDefinition(value: Value | undefined): value is External {
  return (
    is(value, 'external') &&
    /(^|\.)(\w*Tool\(\)|from_function\(\))$/.test(value.path) &&
    (value.named.size > 0 || value.args.length > 0)
  )
}

/** What a definition was before it was copied with changes that are not followed. */
function original(value: Value | undefined): Value | undefined {
  let one = value
  for (let depth = 0; depth < 5 && is(one, 'external') && /\.(model_copy|copy)\(\)$/.test(one.path); depth++)
    one = is(one.of, 'external') ? one.of.of : unknown
  return one
}

function sawMount(sightings: Sightings, parent: Value, args: Value[], named: Map<string, Value>): void {
  const child = [...args, named.get('server') ?? null].find(one => is(one, 'external') || is(one, 'instance'))
  const prefix = [...args, named.get('prefix') ?? named.get('namespace') ?? null].find(
    one => typeof one === 'string',
  )
  if (child !== undefined)
    sightings.mounts.push({ parent, child, prefix: typeof prefix === 'string' ? prefix : '' })
}

/** A server may be given its tools, or who lists them, when it is made. */
function sawServer(sightings: Sightings, { callee, named, at }: Call & { callee: External }): void {
  const handler = named.get('on_list_tools')
  if (handler !== undefined) sightings.handlers.push({ fn: handler, at })
  const tools = /(^|\.)(FastMCP|MCPServer)$/.test(callee.path) ? named.get('tools') : undefined
  for (const tool of is(tools, 'list') ? tools.items : [])
    if (isTool(tool) || isDefinition(tool))
      sightings.registrations.push({ server: callee, tool, options: new Map(), args: [], at, isSure: true })
}
