import { type Answer, ask } from './ask.ts'
import { cleanText } from './clean-text.ts'
import { CannotList, toFailure } from './failure.ts'
import { HandshakeRefused } from './handshake-refused.ts'
import { type Network, openNetwork, readAddress } from './network.ts'
import type { ListOptions, ListResult } from './types.ts'

/**
 * Asks the server at an address for its tools, over Streamable HTTP, without any credentials. The address is
 * `https://`, or `http://` on this machine.
 */
export async function listUrl(address: string, options: ListOptions = {}): Promise<ListResult> {
  const { timeout = 60_000, signal, stranger = false, now = () => new Date() } = options
  let who = address
  try {
    const url = readAddress(address)
    // Whatever follows the path can be a key, and goes into no message and no id.
    who = `${url.origin}${url.pathname}`
    const { tools, problems, name, version, description } = await askUrl(
      url,
      timeout,
      signal,
      stranger ? [] : [url.origin],
    )
    const id = `remote:${who.replace(/\/$/, '')}`
    const server = {
      id,
      name: name || url.host,
      version,
      ...(description === undefined ? {} : { description }),
    }
    return { ok: true, listing: { server, how: 'listed', at: now().toISOString(), tools }, problems }
  } catch (error) {
    return { ok: false, failure: toFailure(who, error, 'not-mcp') }
  }
}

async function askUrl(
  url: URL,
  timeout: number,
  stopped: AbortSignal | undefined,
  trust: string[],
): Promise<Answer> {
  const deadline = AbortSignal.timeout(timeout)
  const signal = stopped ? AbortSignal.any([deadline, stopped]) : deadline
  const network = openNetwork({ trust })
  try {
    return await askInEra('legacy', url, network, signal, timeout).catch(error => {
      if (error instanceof HandshakeRefused) return askInEra('auto', url, network, signal, timeout)
      throw error
    })
  } catch (error) {
    if (stopped?.aborted) throw new CannotList('stopped', 'was stopped', { cause: error })
    if (deadline.aborted)
      throw new CannotList('timed-out', `did not list its tools within ${timeout / 1000} s`, { cause: error })
    if (error instanceof CannotList) throw error
    throw (
      network.trouble() ??
      new CannotList('not-mcp', `did not list its tools: ${cleanText((error as Error).message, 200)}`, {
        cause: error,
      })
    )
  }
}

async function askInEra(
  era: 'legacy' | 'auto',
  url: URL,
  network: Network,
  signal: AbortSignal,
  timeout: number,
): Promise<Answer> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const transport = new StreamableHTTPClientTransport(url, { fetch: network.fetch })
  try {
    return await ask(transport, { era, signal, timeout })
  } finally {
    // Polite, not needed: the server may drop the session now.
    await Promise.race([
      transport.terminateSession(),
      new Promise(resolve => setTimeout(resolve, 500)),
    ]).catch(() => {})
    await transport.close().catch(() => {})
  }
}
