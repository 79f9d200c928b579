import { hash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the authority sends along with the person's browser. */
export type Code = { code: string; iss?: string | undefined }

/** An address of this machine that a browser is sent back to. */
export type CodeReceiver = {
  redirectUrl: string
  /** Resolves with the first code that comes with the state; rejects where the authority says no. */
  receive(state: string): Promise<Code>
  close(): void
}

const path = '/callback'

/** Listens at a port of the loopback interface; at any where none is given. Rejects where it is taken. */
export async function openReceiver(port = 0): Promise<CodeReceiver> {
  const came = Promise.withResolvers<Code>()
  came.promise.catch(() => {})
  let expected: string | null = null
  const server = createServer((request, response) => {
    const answer = expected === null ? strange : read(request, host, expected)
    if ('code' in answer) came.resolve(answer)
    if ('refused' in answer) came.reject(new Error(`The authorization server says no: ${answer.refused}.`))
    reply(response, answer)
  })
  await listen(server, port)
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    redirectUrl: `http://${host}${path}`,
    receive(state) {
      expected = state
      return came.promise
    },
    close() {
      server.close()
      server.closeIdleConnections()
    },
  }
}

type Answer = Code | { refused: string } | { status: number }

const strange = { status: 400 }

/** A page of a stranger's can send the browser here, too: without the state it achieves nothing. */
function read({ method, url = '', headers }: IncomingMessage, host: string, expected: string): Answer {
  if (method !== 'GET' || headers.host !== host) return strange
  const address = new URL(url, `http://${host}`)
  if (address.pathname !== path) return { status: 404 }
  const [states, codes, errors, issuers] = ['state', 'code', 'error', 'iss'].map(name =>
    address.searchParams.getAll(name),
  ) as [string[], string[], string[], string[]]
  if (states.length !== 1 || !isSame(states[0]!, expected) || issuers.length > 1) return strange
  if (errors.length === 1 && codes.length === 0)
    return { refused: /^[\x21-\x7e]{1,60}$/.exec(errors[0]!)?.[0] ?? 'it does not say why' }
  if (codes.length !== 1 || errors.length > 0) return strange
  return { code: codes[0]!, ...(issuers.length === 1 && { iss: issuers[0] }) }
}

function isSame(text: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', text, 'buffer'), hash('sha256', other, 'buffer'))
}

function reply(response: ServerResponse, answer: Answer): void {
  const isCode = 'code' in answer
  const text = isCode
    ? 'Placard has what it needs. You can close this page; the terminal says whether you are signed in.'
    : 'Nobody waits for this here.'
  response.writeHead(isCode ? 200 : 'status' in answer ? answer.status : 400, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  response.end(`${text}\n`)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
