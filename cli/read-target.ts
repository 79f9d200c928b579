import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { ServerIdentity } from '../catalogue/index.ts'
import type { ToolDefinition } from '../classifier/index.ts'
import { listCommand, listUrl, readDefinitions } from '../crawler/index.ts'

/** What a command is about: a command after `--`, an address, a file, or `-` for standard input. */
export type Target =
  | { kind: 'command'; words: string[] }
  | { kind: 'url'; url: string }
  | { kind: 'file'; path: string }

export function targetOf(operand: string | undefined, command: string[]): Target {
  if (command.length > 0) return { kind: 'command', words: command }
  if (operand === undefined) {
    throw new Error(
      'Nothing to label. Name a JSON file, "-" for standard input, an https:// address, or a command after "--".',
    )
  }
  if (/^https?:\/\//i.test(operand)) return { kind: 'url', url: operand }
  return { kind: 'file', path: operand }
}

/** The servers of a target with their tools, and what could not be read, one sentence each. */
export type ReadTarget = {
  servers: { server: ServerIdentity; tools: ToolDefinition[] }[]
  problems: string[]
}

/** Reads the definitions of a target; `timeout` in milliseconds. */
export async function readTarget(target: Target, timeout: number): Promise<ReadTarget> {
  if (target.kind === 'file') {
    const { servers, problems } = readDefinitions(readText(target.path), serverNameOf(target.path))
    return { servers, problems }
  }
  const [command = '', ...args] = target.kind === 'command' ? target.words : []
  const result =
    target.kind === 'url'
      ? await listUrl(target.url, { timeout })
      : await listCommand({ command, args }, { timeout })
  if (!result.ok) return { servers: [], problems: [result.failure.message] }
  const { server, tools } = result.listing
  return { servers: [{ server, tools }], problems: result.problems }
}

/** The text of a file, or of standard input for `-`. */
export function readText(path: string): string {
  if (path === '-') return readFileSync(0, 'utf8')
  let isFile: boolean
  try {
    isFile = statSync(path).isFile()
  } catch (cause) {
    throw new Error(`There is no file ${path}.`, { cause })
  }
  if (!isFile) throw new Error(`${path} is not a file; name a file, or "-" for standard input.`)
  return readFileSync(path, 'utf8')
}

function serverNameOf(path: string): string {
  return path === '-' ? 'stdin' : basename(path).replace(/\.(?:json|jsonl|ndjson)$/i, '')
}

/** The target as it was named. */
export function nameOf(target: Target): string {
  if (target.kind === 'command') return target.words.join(' ')
  return target.kind === 'url' ? target.url : target.path
}
