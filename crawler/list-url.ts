import { type Answer, ask } from './ask.ts'
import { cleanText } from './clean-text.ts'
import { CannotList, toFailure } from './failure.ts'
import { HandshakeRefused } from './handshake-refused.ts'
import { type Network, openNetwork, readAddress } from './network.ts'
import type { ListOptions, ListResult } from './types.ts'

/**
 * Asks the server at an address for its tools, over Streamable HTTP, without any credentials but those given. The address is
 * `https://`, or `http://` on this machine.
 */
export async function listUrl(address: string, options: ListOptions = {}): Promise<ListResult> {
  const { timeout = 60_000, signal, stranger = false, headers = {}, now = () => new Date() } = options
  let who = address
  try {
    const url = readAddress(address)
    // Whatever follows the path can be a key, and goes into no message and no id.
    who = `${url.origin}${url.pathname}`
    const asking = { url, timeout, headers, trust: stranger ? [] : [url.origin] }
    const { tools, problems, name, version, description } = await askUrl(asking, signal)
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

type Asking = { url: URL; timeout: number; headers: { [name: string]: string }; trust: string[] }

async function askUrl(asking: Asking, stopped: AbortSignal | undefined): Promise<Answer> {
  const { timeout, trust } = asking
  const deadline = AbortSignal.timeout(timeout)
  const signal = stopped ? AbortSignal.any([deadline, stopped]) : deadline
  const network = openNetwork({ trust })
  try {
    return await askInEra('legacy', asking, network, signal).catch(error => {
      if (error instanceof HandshakeRefused) return askInEra('auto', asking, network, signal)
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
  { url, timeout, headers }: Asking,
  network: Network,
  signal: AbortSignal,
): Promise<Answer> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const transport = new StreamableHTTPClientTransport(url, {
    fetch: network.fetch,
    requestInit: { headers },
  })
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
