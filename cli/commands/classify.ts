import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { ServerIdentity } from '../../catalogue/index.ts'
import {
  classifyServer,
  type Severity,
  severities,
  type ToolDefinition,
  type Verdict,
} from '../../classifier/index.ts'
import { listCommand, listUrl, readDefinitions } from '../../crawler/index.ts'

/** What `placard classify --format json` prints. */
export type Classified = {
  placard: string
  servers: { id: string; name: string; version: string; tools: Verdict[] }[]
  problems: { target: string; message: string }[]
}

/** What to label: a command after `--`, an address, a file, or `-` for standard input. */
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

/** Labels every tool of a target. A target that cannot be read is a problem in the result. */
export async function classifyTarget(target: Target, version: string, timeout: number): Promise<Classified> {
  const { found, problems } = await toolsOf(target, timeout)
  const servers = found.map(({ server, tools }) => ({
    id: server.id,
    name: server.name,
    version: server.version,
    tools: classifyServer(server, tools),
  }))
  return {
    placard: version,
    servers,
    problems: problems.map(message => ({ target: nameOf(target), message })),
  }
}

/** Whether any tool is as severe as `severity`, or more. */
export function meets({ servers }: Classified, severity: Severity): boolean {
  const least = severities.indexOf(severity)
  return servers.some(({ tools }) => tools.some(tool => severities.indexOf(tool.severity) >= least))
}

type Found = { found: { server: ServerIdentity; tools: ToolDefinition[] }[]; problems: string[] }

async function toolsOf(target: Target, timeout: number): Promise<Found> {
  if (target.kind === 'file') {
    const { servers, problems } = readDefinitions(readText(target.path), serverNameOf(target.path))
    return { found: servers, problems }
  }
  const [command = '', ...args] = target.kind === 'command' ? target.words : []
  const result =
    target.kind === 'url'
      ? await listUrl(target.url, { timeout })
      : await listCommand({ command, args }, { timeout })
  if (!result.ok) return { found: [], problems: [result.failure.message] }
  const { server, tools } = result.listing
  return { found: [{ server, tools }], problems: result.problems }
}

function readText(path: string): string {
  if (path === '-') return readFileSync(0, 'utf8')
  let isFile: boolean
  try {
    isFile = statSync(path).isFile()
  } catch (cause) {
    throw new Error(`There is no file ${path}.`, { cause })
  }
  if (!isFile) throw new Error(`${path} is not a file; name a JSON file, or "-" for standard input.`)
  return readFileSync(path, 'utf8')
}

function serverNameOf(path: string): string {
  return path === '-' ? 'stdin' : basename(path).replace(/\.(?:json|jsonl|ndjson)$/i, '')
}

function nameOf(target: Target): string {
  if (target.kind === 'command') return target.words.join(' ')
  return target.kind === 'url' ? target.url : target.path
}
