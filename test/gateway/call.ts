import type { Bench, Line } from './open-witness.ts'

let last = 0

/** Sends a request over the bench and gives the answer. */
export function request(bench: Bench, method: string, params: object = {}): Promise<Line> {
  const id = `request ${++last}`
  bench.send(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
  return bench.line(line => line.id === id)
}

/** Calls a tool and gives the result. */
export async function call(
  bench: Bench,
  name: string,
  arguments_: object = {},
  more: object = {},
): Promise<Line> {
  return (await request(bench, 'tools/call', { name, arguments: arguments_, ...more })).result
}

export function notify(bench: Bench, method: string, params: object = {}): void {
  bench.send(`${JSON.stringify({ jsonrpc: '2.0', method, params })}\n`)
}

/** What `_meta` of a request of the later era says. */
export function modernMeta(capabilities: object = {}): { _meta: object } {
  return {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    },
  }
}
