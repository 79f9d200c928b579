import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

type Headers = { [name: string]: string }

export type HttpClient = {
  /** Sends a request. Rejects where no answer comes; aborting ends the request and its answer. */
  ask(method: string, headers: Headers, body: string | null, signal: AbortSignal): Promise<IncomingMessage>
  close(): void
}

/**
 * A client for one address. It follows no redirects: where a message goes is the owner's decision. Nothing
 * limits how long an answer may take, for a tool may take its time.
 */
export function httpClient(url: string, own: Headers): HttpClient {
  const address = new URL(url)
  const secure = address.protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const start = secure ? httpsRequest : httpRequest
  return {
    ask: (method, headers, body, signal) =>
      new Promise((resolve, reject) => {
        const all = { 'user-agent': 'placard', ...own, ...headers }
        const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const sent = start(address, { method, agent, signal, headers: { ...all, ...length } })
        sent.setNoDelay(true)
        sent.once('error', reject).once('response', resolve)
        sent.end(body ?? undefined)
      }),
    close: () => agent.destroy(),
  }
}
