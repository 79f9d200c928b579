import { spawn } from 'node:child_process'

/** A program that speaks MCP over its pipes, after the handshake. */
export type Caller = {
  pid: number
  /** Calls the tool `echo`; resolves with the text of the answer's message. */
  call(text: string): Promise<string>
  /** What the program says on its fourth descriptor, by lines. */
  onWord(listener: (line: string) => void): void
  end(): void
}

/** Starts a program of Node's and shakes hands with it. */
export async function connect(words: string[]): Promise<Caller> {
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] })
  const waiting = new Map<number, (line: string) => void>()
  let next = 0
  onLines(child.stdout!, line => {
    const { id } = JSON.parse(line)
    waiting.get(id)?.(line)
    waiting.delete(id)
  })
  const request = (method: string, params: object) =>
    new Promise<string>(resolve => {
      const id = ++next
      waiting.set(id, resolve)
      child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  await request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  })
  return {
    pid: child.pid!,
    call: text => request('tools/call', { name: 'echo', arguments: { text } }),
    onWord: listener => onLines(child.stdio[3] as NodeJS.ReadableStream, listener),
    end: () => void child.stdin!.end(),
  }
}

function onLines(stream: NodeJS.ReadableStream, listener: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) listener(line)
  })
}
