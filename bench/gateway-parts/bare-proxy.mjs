// node bare-proxy.mjs SERVER: the least that a proxy can do: cuts lines, parses them, and forwards their bytes.
import { spawn } from 'node:child_process'

const server = spawn(process.execPath, process.argv.slice(2), { stdio: ['pipe', 'pipe', 'inherit'] })
forward(process.stdin, server.stdin)
forward(server.stdout, process.stdout)
process.stdin.once('end', () => server.stdin.end())

function forward(from, to) {
  let pending = []
  from.on('data', chunk => {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...pending, chunk.subarray(start, end + 1)])
      pending = []
      start = end + 1
      JSON.parse(line.toString())
      to.write(line)
    }
    if (start < chunk.length) pending.push(chunk.subarray(start))
  })
}
