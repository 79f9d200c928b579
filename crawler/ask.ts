import type { Client, Transport } from '@modelcontextprotocol/client'
import { HandshakeRefused } from './handshake-refused.ts'
import { readPages, type Tools } from './read-pages.ts'

/** What a server said of itself and its tools. */
export type Answer = Tools & { name: string; version: string; description?: string }

export type AskOptions = { era: 'legacy' | 'auto'; signal: AbortSignal; timeout: number }

/**
 * Shakes hands over `transport` and reads all pages of its tools. The era `legacy` is the handshake of the
 * protocol's revisions up to 2025-11-25, which nearly every server knows; `auto` probes for later ones first.
 */
export async function ask(transport: Transport, { era, signal, timeout }: AskOptions): Promise<Answer> {
  // Loading takes a tenth of a second: only whoever asks a server pays for it.
  const { Client } = await import('@modelcontextprotocol/client')
  const takeTools = keepToolsAside(transport)
  const client = new Client(us, {
    capabilities: {},
    versionNegotiation: { mode: era, probe: { timeoutMs: timeout } },
  })
  await shakeHands(client, transport, { signal, timeout })
  const tools = await readPages(client, takeTools, { signal, timeout }).catch(error => {
    if (offersNoTools(client, error)) return { tools: [], problems: ['it offers no tools'] }
    throw error
  })
  const { name, version, description } = { name: '', version: '', ...client.getServerVersion() }
  return { ...tools, name, version, ...(description === undefined ? {} : { description }) }
}

const us = { name: 'placard', version: '1' }

async function shakeHands(
  client: Client,
  transport: Transport,
  options: { signal: AbortSignal; timeout: number },
): Promise<void> {
  const { ProtocolError, SdkHttpError } = await import('@modelcontextprotocol/client')
  try {
    await client.connect(transport, options)
  } catch (error) {
    const refused = error instanceof ProtocolError || (error instanceof SdkHttpError && error.status === 400)
    throw refused ? new HandshakeRefused(error.message, { cause: error }) : error
  }
}

/** Answering "no such method" is right for a server that did not claim to have tools. */
function offersNoTools(client: Client, error: unknown): boolean {
  const methodNotFound = -32601
  return (error as { code?: unknown }).code === methodNotFound && !client.getServerCapabilities()?.tools
}

/**
 * Takes the list of tools out of every answer before the SDK's client sees it: the client may refuse a whole
 * page for the sake of one tool, or change what it passes on, and a label is for what the server really said.
 */
function keepToolsAside(transport: Transport): () => unknown {
  let tools: unknown
  transport.onmessage = message => {
    const result = 'result' in message ? (message.result as { tools?: unknown }) : undefined
    if (typeof result !== 'object' || result === null || !('tools' in result)) return
    tools = result.tools
    result.tools = []
  }
  return () => tools
}
