import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { cleanText } from './clean-text.ts'
import type { Running } from './run-foreign.ts'

/** Bytes of one message, and of everything that one server may print on standard output. */
export const messageLimit = 16 * 1024 * 1024
export const outputLimit = 64 * 1024 * 1024

/** MCP over the pipes of a running program, with what is worth knowing when that goes wrong. */
export type StdioTransport = Transport & {
  /** True once the program has said more than it may; the connection is closed then. */
  overflowed(): boolean
  /** The first line that was not a message, if there was one: clean and short. */
  rubbish(): string | null
  /** True once the program has said at least one message. */
  spoke(): boolean
}

/**
 * A transport of our own, since the SDK's starts its program itself: without a process group to end, and
 * with variables of ours added to the environment.
 */
export function stdioTransport(program: Running): StdioTransport {
  const state = { size: 0, overflowed: false, rubbish: null as string | null, spoke: false, closed: false }
  const transport: StdioTransport = {
    async start() {
      readLines(
        program,
        line => receive(line),
        () => overflow(),
      )
      program.stdout.once('end', close)
      // A program that failed is gone even where a child of it still holds the pipe.
      program.ended.then(({ code, error }) => (error || code !== 0 ? setTimeout(close, 300) : undefined))
    },
    async send(message) {
      program.stdin.write(`${JSON.stringify(message)}\n`)
    },
    async close() {
      close()
    },
    overflowed: () => state.overflowed,
    rubbish: () => state.rubbish,
    spoke: () => state.spoke,
  }
  return transport

  function receive(line: string): void {
    const message = readMessage(line)
    if (message === null) state.rubbish ??= cleanText(line, 80) || null
    else state.spoke = true
    if (message !== null) transport.onmessage?.(message)
  }
  function overflow(): void {
    state.overflowed = true
    close()
  }
  function close(): void {
    if (state.closed) return
    state.closed = true
    transport.onclose?.()
  }
}

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
