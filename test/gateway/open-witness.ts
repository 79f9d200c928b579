import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { startProgram } from '../../crawler/index.ts'
import { type Gateway, openGateway, parseConfig, statePlace } from '../../gateway/index.ts'

export const fixturesFolder = join(import.meta.dirname, '../fixtures')
const witness = join(fixturesFolder, 'gateway/witness.mjs')

// biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every kind
export type Line = { [key: string]: any }

/** A gateway with a server behind it that writes down what reaches it, and a client in front of it. */
export type Bench = {
  gateway: Gateway
  /** Writes to the gateway as a client. */
  send(text: string | Uint8Array): void
  /** Everything that the gateway has sent so far. */
  lines: Line[]
  /** The first line that meets a condition, once it has come. Rejects after ten seconds. */
  line(meets: (line: Line) => boolean): Promise<Line>
  /** What has reached the server so far. */
  reached(): string
  said: string[]
  policyFile: string
  close(): Promise<void>
}

/** Opens a gateway in front of the witness, which speaks over pipes; `more` is added to its configuration. */
export async function openWitness(policy: object, more: object = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'placard-gateway-'))
  const policyFile = join(folder, 'policy.json')
  const record = join(folder, 'reached')
  writeFileSync(policyFile, JSON.stringify(policy))
  writeFileSync(record, '')
  const said: string[] = []
  const config = {
    policy: policyFile,
    servers: { witness: { command: process.execPath, args: [witness, record] } },
    ...more,
  }
  const gateway = await openGateway({
    config: parseConfig(JSON.stringify(config), {}),
    place: statePlace({}, join(folder, 'state')),
    start: startProgram,
    say: line => said.push(line),
    env: process.env,
    directory: folder,
  })
  const input = new PassThrough()
  const output = new PassThrough()
  const { lines, line } = collect(output)
  gateway.serveStdio(input, output)
  return {
    ...{ gateway, lines, line, said, policyFile },
    send: text => void input.write(text),
    reached: () => readFileSync(record, 'latin1'),
    async close() {
      await gateway.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function collect(output: PassThrough): Pick<Bench, 'lines' | 'line'> {
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    for (const part of parts) lines.push(JSON.parse(part))
    for (const look of [...waiting]) look()
  })
  const line = (meets: (line: Line) => boolean) =>
    new Promise<Line>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No such line came: ${JSON.stringify(lines).slice(0, 500)}`)),
        10_000,
      )
      const look = () => {
        const found = lines.find(meets)
        if (found === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { lines, line }
}
