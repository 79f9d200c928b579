/** The error codes of JSON-RPC 2.0 and of MCP 2026-07-28 that the gateway itself answers with. */
export const errorCodes = {
  parse: -32700,
  request: -32600,
  method: -32601,
  params: -32602,
  internal: -32603,
  /** HTTP headers do not say what the body says. */
  headers: -32020,
  version: -32022,
} as const
