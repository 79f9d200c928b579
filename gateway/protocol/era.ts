import type { Message } from './read-message.ts'

/** The first revision without a handshake: every request says its version and what the client can do. */
export const modernVersion = '2026-07-28'
/** The newest revision with `initialize` and sessions. */
export const legacyVersion = '2025-11-25'

export const metaKeys = {
  version: 'io.modelcontextprotocol/protocolVersion',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  client: 'io.modelcontextprotocol/clientInfo',
  server: 'io.modelcontextprotocol/serverInfo',
  subscription: 'io.modelcontextprotocol/subscriptionId',
} as const

/** What a request says of itself in `_meta`; without a version it is of the earlier era. */
export function metaOf(message: Message): { [key: string]: unknown } {
  const { params } = message.value as { params?: { _meta?: unknown } }
  return isObject(params?._meta) ? params._meta : {}
}

/** The version that a request of the later era names; null for one of the earlier era. */
export function modernVersionOf(message: Message): string | null {
  const version = metaOf(message)[metaKeys.version]
  return typeof version === 'string' ? version : null
}

export function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
