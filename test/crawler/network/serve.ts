import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A host on this machine, gone after the test. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A host that gives these answers in turn, the last one from then on, and keeps what it was asked. */
export async function serveInTurn(
  ...answers: Answer[]
): Promise<{ origin: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const origin = await serve((request, response) => {
    asked.push(request)
    answers[Math.min(asked.length, answers.length) - 1]!(request, response)
  })
  return { origin, asked }
}

export function answer(status: number, body = '', headers: { [name: string]: string } = {}): Answer {
  return (_request, response) => void response.writeHead(status, headers).end(body)
}
