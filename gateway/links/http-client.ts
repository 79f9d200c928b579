import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { NotSignedIn, type TokenKeeper } from '../sign-in/types.ts'

type Headers = { [name: string]: string }

export type HttpClient = {
  /** Sends a request. Rejects where no answer comes; aborting ends the request and its answer. */
  ask(method: string, headers: Headers, body: string | null, signal: AbortSignal): Promise<IncomingMessage>
  close(): void
}

/**
 * A client for one address. It follows no redirects: where a message goes is the owner's decision. Nothing
 * limits how long an answer may take, for a tool may take its time. With `tokens` it shows one, and a new one
 * where that is not taken; it rejects with `NotSignedIn` where it has none that is.
 */
export function httpClient(url: string, own: Headers, tokens?: TokenKeeper): HttpClient {
  const address = new URL(url)
  const secure = address.protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const start = secure ? httpsRequest : httpRequest
  const ask: HttpClient['ask'] = (method, headers, body, signal) =>
    new Promise((resolve, reject) => {
      const all = { 'user-agent': 'placard', ...own, ...headers }
      const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const sent = start(address, { method, agent, signal, headers: { ...all, ...length } })
      sent.setNoDelay(true)
      sent.once('error', reject).once('response', resolve)
      sent.end(body ?? undefined)
    })
  return { ask: tokens === undefined ? ask : withTokens(ask, tokens), close: () => agent.destroy() }
}

function withTokens(ask: HttpClient['ask'], tokens: TokenKeeper): HttpClient['ask'] {
  return async (method, headers, body, signal) => {
    const used = await tokens.header()
    const first = await ask(method, signed(headers, used), body, signal)
    if (first.statusCode !== 401) return checked(first)
    first.resume()
    if (!(await tokens.renew(used))) throw new NotSignedIn(wanted)
    const second = await ask(method, signed(headers, await tokens.header()), body, signal)
    if (second.statusCode !== 401) return checked(second)
    second.resume()
    throw new NotSignedIn(wanted)
  }
}

const wanted = 'it wants its owner to sign in ("placard gateway login")'

function signed(headers: Headers, authorization: string | null): Headers {
  return authorization === null ? headers : { ...headers, authorization }
}

/** A token that does not reach far enough needs a person, too. */
function checked(response: IncomingMessage): IncomingMessage {
  const challenge = response.headers['www-authenticate'] ?? ''
  if (response.statusCode !== 403 || !/\binsufficient_scope\b/.test(challenge)) return response
  response.resume()
  const scope = /\bscope="([\x21\x23-\x5b\x5d-\x7e ]{1,200})"/.exec(challenge)?.[1]
  const further = scope === undefined ? '' : ` with --scope "${scope}"`
  throw new NotSignedIn(`it wants its owner to sign in for more ("placard gateway login"${further})`)
}
