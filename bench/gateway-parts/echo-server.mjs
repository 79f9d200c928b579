// The least that a server can do: answers every call with its text.
import { createInterface } from 'node:readline'

const tool = {
  name: 'echo',
  description: 'Says the text again.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
}
const results = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'echo', version: '1' },
  },
  'tools/list': { tools: [tool] },
}
createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = results[method] ?? { content: [{ type: 'text', text: params.arguments.text }] }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
})
