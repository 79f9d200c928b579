import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { cleanText } from './clean-text.ts'
import { CannotList } from './failure.ts'
import type { Running } from './run-foreign.ts'
import type { FailureReason } from './types.ts'

/** Bytes of one message, and of everything that one server may print on standard output. */
export const messageLimit = 16 * 1024 * 1024
export const outputLimit = 64 * 1024 * 1024

/** So many lines without a message among them, and nobody waits for one any more. */
export const rubbishLimit = 1_000

/** MCP over the pipes of a running program, with what is worth knowing when that goes wrong. */
export type StdioTransport = Transport & {
  /** Why the connection was closed, where the program had said too much. */
  trouble(): CannotList | null
  /** The first line that was not a message, clean and short, where there was no message at all. */
  rubbish(): string | null
  /** True once the connection is closed, by whomever. */
  closed(): boolean
}

/**
 * A transport of our own, since the SDK's starts its program itself: without a process group to end, and
 * with variables of ours added to the environment.
 */
export function stdioTransport(program: Running): StdioTransport {
  const state = { trouble: null as CannotList | null, rubbish: [] as string[], spoke: false, closed: false }
  const transport: StdioTransport = {
    async start() {
      readLines(program, receive, () => giveUp('too-large', tooLarge))
      program.stdout.once('end', close)
      // A program that failed is gone even where a child of it still holds the pipe.
      program.ended.then(({ code, error }) => (error || code !== 0 ? close() : undefined))
    },
    async send(message) {
      program.stdin.write(`${JSON.stringify(message)}\n`)
    },
    async close() {
      close()
    },
    trouble: () => state.trouble,
    rubbish: () => (state.spoke ? null : (state.rubbish[0] ?? null)),
    closed: () => state.closed,
  }
  return transport

  function receive(line: string): void {
    const message = readMessage(line)
    if (message !== null) {
      state.spoke = true
      transport.onmessage?.(message)
      return
    }
    const text = cleanText(line, 80)
    if (state.spoke || text === '') return
    state.rubbish.push(text)
    if (state.rubbish.length >= rubbishLimit)
      giveUp('not-mcp', `printed what is not MCP, such as “${state.rubbish[0]}”`)
  }
  function giveUp(reason: FailureReason, message: string): void {
    state.trouble ??= new CannotList(reason, message)
    close()
  }
  function close(): void {
    if (state.closed) return
    state.closed = true
    transport.onclose?.()
  }
}

const tooLarge = `printed a message of more than ${messageLimit >> 20} MiB, or more than ${outputLimit >> 20} MiB in all`

/** Calls back for every line of standard output, and once, at the end, if there was too much of it. */
function readLines(program: Running, onLine: (line: string) => void, onOverflow: () => void): void {
  let pending: Buffer[] = []
  let pendingSize = 0
  let total = 0
  program.stdout.on('data', (chunk: Buffer) => {
    if (total > outputLimit || pendingSize > messageLimit) return
    total += chunk.length
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      onLine(Buffer.concat([...pending, chunk.subarray(start, end)]).toString())
      pending = []
      pendingSize = 0
      start = end + 1
    }
    pending.push(chunk.subarray(start))
    pendingSize += chunk.length - start
    if (total > outputLimit || pendingSize > messageLimit) onOverflow()
  })
}

const newline = 0x0a

/** The message on a line, or null. What kind it is, the SDK's client finds out. */
function readMessage(line: string): JSONRPCMessage | null {
  try {
    const value: unknown = JSON.parse(line)
    const message =
      typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0'
    return message ? (value as JSONRPCMessage) : null
  } catch {
    return null
  }
}
