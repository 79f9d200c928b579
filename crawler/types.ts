import type { Listing, ServerIdentity } from '../catalogue/index.ts'
import type { ToolDefinition } from '../classifier/index.ts'
import type { ReadPlaceOptions } from './jobs/read-place.ts'
import type { CrawlOptions, CrawlReport } from './jobs/types.ts'
import type { Place } from './sources/index.ts'

/** Why a server gave no listing. A closed set; `crawler/failure.ts` says what to do about each. */
export type FailureReason =
  | 'not-installable'
  | 'did-not-start'
  | 'timed-out'
  | 'not-mcp'
  | 'not-readable'
  | 'compiled'
  | 'too-large'
  | 'needs-authorization'
  | 'unreachable'
  | 'offline'
  | 'stopped'

/** One try that gave no listing. `message` says who, what, and what to do; it is free of control characters. */
export type ListingFailure = { reason: FailureReason; message: string }

/**
 * What one server said. `problems` are plain sentences about what was left out of the listing, such as a
 * tool without a name; they are free of control characters.
 */
export type ListResult =
  | { ok: true; listing: Listing; problems: string[] }
  | { ok: false; failure: ListingFailure }

/** Where a tool was found in a package's source: `file` within the package, lines from 1. */
export type ToolPlace = { tool: string; file: string; line: number }

/** Languages that tools are read from; `javascript` is TypeScript as well. */
export type Language = 'javascript' | 'python' | 'go' | 'csharp' | 'java' | 'kotlin' | 'rust'

/**
 * What was read from the source of one server. `folder` is where its program stands within what was given, ''
 * for the whole of it. `unproven` counts what looks like a tool in the files that were read and was not seen
 * to reach a server; it is in no listing. `languages` are those that tools were found in.
 */
export type Extraction =
  | {
      ok: true
      listing: Listing
      folder: string
      problems: string[]
      places: ToolPlace[]
      unproven: number
      languages: Language[]
    }
  | { ok: false; failure: ListingFailure }

/** What keeps a foreign program in its place. `none` says why in `message`, once for a whole run. */
export type Sandbox = { kind: 'bubblewrap' } | { kind: 'none'; message: string }

/** A server to crawl: one line of `data/servers.json`. */
export type ServerEntry = {
  /** `npm:` and the package's name. */
  id: string
  /** The package's name on npm, such as `@scope/name`. */
  package: string
  /** One exact version. */
  version: string
  /** Which of the package's programs to run, where its own name does not say. */
  bin?: string
  args: string[]
  /** Variables it wants before it starts, with values that are plainly dummies. */
  env: { [variable: string]: string }
  homepage?: string
  repository?: string
  /** True where it cannot list its tools without a network. It then runs with one. */
  network?: boolean
  /** What somebody should know before running it. */
  note?: string
}

/** A command that the user asked to run. */
export type Command = {
  command: string
  args: string[]
  /** Added to the user's own environment. */
  env?: { [variable: string]: string }
  /** Where it runs; the present directory unless told. */
  directory?: string
  /** Canonical id, where the caller knows it. */
  id?: string
}

export type ListOptions = {
  /** Milliseconds for everything, from start to last page; 60 seconds unless told. */
  timeout?: number
  /** True where a stranger wrote the address, not the user: it has to lead into the public network then. */
  stranger?: boolean
  /** What an address is asked with, such as the user's own credentials for it; nothing unless told. */
  headers?: { [name: string]: string }
  signal?: AbortSignal
  now?: () => Date
}

export type ExtractOptions = {
  /** The package; `args` and `env` are what its program would be started with. */
  entry: ServerEntry
  /** Where tarballs are kept between runs. Made where it is missing. */
  cacheDirectory: string
  /** True to read only what was downloaded before. */
  offline?: boolean
  signal?: AbortSignal
  now?: () => Date
}

export type SourceOptions = {
  /**
   * Canonical id of the whole, such as `pypi:name`, `github:owner/repo` or `local:name`. A server in a folder
   * of its own within it, beside others, gets that folder after a slash.
   */
  id: string
  /** The version, where the caller knows it; what the source says of itself otherwise. */
  version?: string
  /** What the program would be started with. */
  args?: string[]
  env?: { [variable: string]: string }
  signal?: AbortSignal
  now?: () => Date
}

/** Tools read from a text, by the server they belong to. */
export type Definitions = {
  servers: { server: ServerIdentity; tools: ToolDefinition[] }[]
  /** Plain sentences, with line numbers where there are lines. */
  problems: string[]
}

/** The door's functions, each in a file of its own. */
export type Door = {
  /**
   * Asks the sources for servers and reads them, goes on where a crawl was interrupted, and records everything at
   * once. Never throws for a server's sake; throws where another process is crawling into the catalogue.
   */
  crawl(options: CrawlOptions): Promise<CrawlReport>
  /** The servers of a list in the form of `data/servers.json`; of that file itself where none is named. */
  readServerList(path?: string): Promise<ServerEntry[]>
  /** Reads a server's tools from its package's source. Nothing of it runs, and no script of npm's does. */
  extractPackage(options: ExtractOptions): Promise<Extraction>
  /**
   * Reads the tools of every server in a folder of source, in whatever language. Nothing of it runs, links are
   * not followed. At least one result: a failure where the folder shows no tool.
   */
  extractFolder(folder: string, options: SourceOptions): Promise<Extraction[]>
  /** The same for a `.tar.gz` with one folder around all, as npm, PyPI and GitHub make them. */
  extractArchive(file: string, options: SourceOptions): Promise<Extraction[]>
  /** Runs the user's own command, with the user's environment and no sandbox, and asks it for its tools. */
  listCommand(command: Command, options?: ListOptions): Promise<ListResult>
  /** Asks a server at an `https://` (or loopback `http://`) address for its tools. */
  listUrl(url: string, options?: ListOptions): Promise<ListResult>
  /** Reads tool definitions from a file's text. `name` stands for the server where the text names none. */
  readDefinitions(text: string, name: string): Promise<Definitions>
  /** Reads the tools of every server at a place: from source or, at an address, by asking. Nothing of it runs. */
  readPlace(place: Place, options: ReadPlaceOptions): Promise<ListResult[]>
}
