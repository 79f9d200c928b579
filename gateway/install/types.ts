/** How a client writes a server down: the names of its fields, null where it has none. */
export type EntryDialect = {
  /** True where the servers are a list and each says its name, false where they are a table of names. */
  list: boolean
  /** What `type` says for each way to reach a server; null where there is no `type`. */
  types: { stdio: string; http: string; sse: string } | null
  command: string
  /** Null where the arguments are part of the command, which is a list then. */
  arguments: string | null
  environment: string
  http: string | null
  sse: string | null
  headers: string | null
}

/** A file in which a client keeps servers. */
export type ClientFile = {
  /** The id of the client. */
  client: string
  path: string
  format: Format
  /** Where in it the servers may be; `*` stands for any name. */
  keys: string[][]
  dialect: EntryDialect
}
export type Format = 'json' | 'jsonc' | 'toml' | 'yaml'

/** An entry of a client's file, as far as going through the gateway needs it. Its texts are the user's own. */
export type Entry = {
  name: string
  /** Where it stands in the file. */
  path: (string | number)[]
  start:
    | { kind: 'program'; command: string; args: string[] }
    | { kind: 'address'; url: string; sse: boolean; headers: [name: string, value: string][] }
}

/** What the client is to start instead. */
export type Detour = {
  command: string
  args: string[]
  /** Added to the entry's environment. */
  environment?: [name: string, value: string][]
}

/** A change of one field; without a value it is taken out. */
export type Edit = { path: (string | number)[]; value?: Value }
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value }

/** What was changed in one file, so that it can be taken back. */
export type Installation = {
  client: string
  path: string
  /** The bytes before, in base64. */
  original: string
  /** SHA-256 of the bytes after, in hex: with it the file has not been touched since. */
  installed: string
  /** What each edit replaced; without a value there was nothing. */
  undo: (Edit & { now?: Value })[]
  /** ISO 8601, UTC. */
  at: string
}
