import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Gateway } from '../../../gateway/index.ts'
import { openSignIns, type SignIns, signIn } from '../../../gateway/sign-in/index.ts'
// @ts-expect-error: the fixture is plain JavaScript, as servers are
import { openProtected as open } from '../../fixtures/gateway/protected-server.mjs'
import { openForTest } from '../open-for-test.ts'
import { browse } from './browser.ts'

type Seen = { method: string; headers: { [name: string]: string | undefined }; body: string }

/** A server that wants a token, the gateway before it, and a client of the gateway. */
export type ProtectedBench = {
  url: string
  issuer: string
  /** What has reached the server. */
  seen: Seen[]
  /** What anybody has asked the authorization server. */
  asked: string[]
  // biome-ignore lint/suspicious/noExplicitAny: what the fixture lets tests change
  rules: any
  folder: string
  signIns: SignIns
  gateway: Gateway
  /** Everything that client and owner were told, and all that was written to the audit log. */
  told(): string
  /** Calls the tool; its text, or the message of the error. */
  call(): Promise<string>
  signIn(more?: object): Promise<void>
}

/** Opens them; `server` is added to the server's entry of the configuration. */
export async function openProtected(server: object = {}, fixture: object = {}): Promise<ProtectedBench> {
  const behind = await open(fixture)
  onTestFinished(() => behind.close())
  const oauth = (server as { oauth?: object }).oauth
  const entry = { url: behind.url, ...server, ...(oauth && { oauth: { issuer: behind.issuer, ...oauth } }) }
  const { gateway, folder, place, said } = await openForTest({ far: entry })
  const input = new PassThrough()
  const output = new PassThrough()
  const lines: string[] = []
  output.setEncoding('utf8').on('data', text => lines.push(text))
  gateway.serveStdio(input, output)
  const signIns = openSignIns(place.signIns)
  let last = 0
  return {
    ...{
      folder,
      signIns,
      gateway,
      ...(behind as Pick<ProtectedBench, 'url' | 'issuer' | 'seen' | 'asked' | 'rules'>),
    },
    told: () => [...lines, ...said, ...logIn(place.audit)].join('\n'),
    async call() {
      const id = ++last
      const params = { name: 'look', arguments: {} }
      input.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`)
      for (;;) {
        for (const line of lines.join('').split('\n').slice(0, -1)) {
          const { id: of, result, error } = JSON.parse(line)
          if (of === id) return error?.message ?? result.content[0].text
        }
        await new Promise(resolve => output.once('data', resolve))
      }
    },
    async signIn(more = {}) {
      const options = { grant: 'authorization_code' as const, ...more }
      await signIn(behind.url, options, signIns, address => void browse(address))
    },
  }
}

function logIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'latin1'))
}
