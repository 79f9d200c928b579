import { openSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

// A server that writes every call it gets into a file before it answers.
const [path] = process.argv.slice(2) as [string]
const file = openSync(path, 'a')
const tools = [{ name: 'send', inputSchema: { type: 'object' } }]
const resultOf = ({ method, params }: { method: string; params?: { [name: string]: unknown } }) => {
  if (method === 'initialize')
    return {
      protocolVersion: params!.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'upstream', version: '1' },
    }
  if (method === 'tools/list') return { tools }
  writeSync(file, `${(params!.arguments as { call: string }).call}\n`)
  return { content: [] }
}
// A gateway that has died reads no answers; what it had sent is done all the same.
process.stdout.on('error', () => {})
createInterface({ input: process.stdin }).on('line', line => {
  const { id, ...request } = JSON.parse(line)
  if (id !== undefined)
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: resultOf(request) })}\n`)
})
