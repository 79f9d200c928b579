import data from '../../data/clients.json' with { type: 'json' }

export type System = 'linux' | 'macos' | 'windows'
export type Format = 'json' | 'jsonc' | 'toml' | 'yaml'

/** How a client writes down a server: the names of its fields, null where it has none. */
export type Dialect = {
  /** True where the servers are a list and each says its name, false where they are a table of names. */
  list: boolean
  /** What `type` says for each way to reach a server; null where there is no `type`, or none is needed. */
  types: { stdio: string; http: string; sse: string } | null
  command: string
  /** Null where the arguments are part of the command, which is a list then. */
  arguments: string | null
  environment: string
  directory: string | null
  http: string | null
  sse: string | null
  headers: string | null
  /** The field, and the value in it, that turns a server off. */
  off: { field: string; value: boolean } | null
}

export type ClientFile = {
  scope: 'user' | 'project'
  format: Format
  /** Where the servers are within it; `*` stands for any name. */
  key: string[]
  /** `{home}`, `{config}`, `{appData}` and `{project}` stand for folders; see `findConfigurations`. */
  paths: { [system in System]: string }
}

export type Client = {
  id: string
  name: string
  /** Where its makers say so. */
  source: string
  dialect: string
  files: ClientFile[]
}

export const clients = data.clients as Client[]
export const dialects = data.dialects as { [name: string]: Dialect }

export function dialectOf(client: Client): Dialect {
  const dialect = dialects[client.dialect]
  if (dialect === undefined) throw new Error(`data/clients.json has no dialect ${client.dialect}`)
  return dialect
}
