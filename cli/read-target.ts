import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ServerIdentity } from '../catalogue/index.ts'
import type { ToolDefinition } from '../classifier/index.ts'
import type { Extraction, ListResult } from '../crawler/index.ts'

/** What a command is about; `targetHelp` of `cli/line.ts` tells a user the same. */
export type Target =
  | { kind: 'command'; words: string[] }
  | { kind: 'url'; url: string }
  | { kind: 'id'; id: string }
  | { kind: 'folder'; path: string }
  /** Tool definitions or a client's configuration, as its content shows. `-` is standard input. */
  | { kind: 'file'; path: string; run: boolean }
  | { kind: 'machine'; run: boolean }

/** What the words of a command line name. Throws where they name nothing that is there. */
export function targetOf(operand: string | undefined, command: string[], run = false): Target {
  if (command.length > 0) return { kind: 'command', words: command }
  if (operand === undefined) return { kind: 'machine', run }
  const remote = operand.replace(/^remote:(?=https?:)/i, '')
  if (/^https?:\/\//i.test(remote)) return { kind: 'url', url: remote }
  if (/^(?:npm|pypi|github):/.test(operand)) return { kind: 'id', id: operand }
  if (operand === '-') return { kind: 'file', path: operand, run }
  return isFolder(operand) ? { kind: 'folder', path: operand } : { kind: 'file', path: operand, run }
}

/** The servers of a target with their tools, and what could not be read, one sentence each. */
export type ReadTarget = {
  servers: { server: ServerIdentity; tools: ToolDefinition[] }[]
  problems: string[]
}

/** Reads the definitions of a target; `timeout` in milliseconds, for each server. */
export async function readTarget(target: Target, timeout: number): Promise<ReadTarget> {
  switch (target.kind) {
    case 'command': {
      const { listCommand } = await import('../crawler/index.ts')
      const [command = '', ...args] = target.words
      return listed(await listCommand({ command, args }, { timeout }))
    }
    case 'url': {
      const { listUrl } = await import('../crawler/index.ts')
      return listed(await listUrl(target.url, { timeout }))
    }
    case 'id': {
      const { readServer } = await import('./targets/read-server.ts')
      return readServer(target.id, timeout)
    }
    case 'folder': {
      const { extractFolder } = await import('../crawler/index.ts')
      const path = resolve(target.path)
      return together(await extractFolder(path, { id: `local:${basename(path) || 'root'}` }))
    }
    case 'file': {
      const { readFile } = await import('./targets/read-file.ts')
      return readFile(target, timeout)
    }
    case 'machine': {
      const { readMachine } = await import('./targets/read-machine.ts')
      return readMachine(target.run, timeout)
    }
  }
}

/** One answer of a server, or of the reading of its source, as what a target holds. */
export function listed(result: ListResult | Extraction): ReadTarget {
  if (!result.ok) return { servers: [], problems: [result.failure.message] }
  const { server, tools } = result.listing
  return { servers: [{ server, tools }], problems: result.problems }
}

export function together(results: (ListResult | Extraction)[]): ReadTarget {
  const read = results.map(listed)
  return {
    servers: read.flatMap(({ servers }) => servers),
    problems: read.flatMap(({ problems }) => problems),
  }
}

/** The text of a file, or of standard input for `-`. */
export function readText(path: string): string {
  if (path === '-') return readFileSync(0, 'utf8')
  if (isFolder(path)) throw new Error(`${path} is not a file; name a file, or "-" for standard input.`)
  return readFileSync(path, 'utf8')
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (cause) {
    throw new Error(`There is no file ${path}.`, { cause })
  }
}

/** The target as it was named. */
export function nameOf(target: Target): string {
  switch (target.kind) {
    case 'command':
      return target.words.join(' ')
    case 'url':
      return target.url
    case 'id':
      return target.id
    case 'machine':
      return 'this machine'
    default:
      return target.path
  }
}
