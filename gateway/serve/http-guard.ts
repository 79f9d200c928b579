import type { IncomingMessage } from 'node:http'

/** Why a request is turned away before its body is read. */
export type TurnedAway = { status: number; message: string; headers?: { [name: string]: string } }

export type Guard = {
  /** Names by which this machine may be addressed, without a port, beside its loopback names. */
  hosts: readonly string[]
}

/** Headers that the gateway decides by, none of which may come twice. */
const decisive = [
  'host',
  'origin',
  'authorization',
  'content-type',
  'content-length',
  'content-encoding',
  'accept',
  'mcp-session-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'last-event-id',
]

/** Checks what the headers alone tell. A page of a stranger's in the user's browser gets no further. */
export function turnAway(request: IncomingMessage, { hosts }: Guard): TurnedAway | null {
  const { headers, headersDistinct } = request
  if (!isOwnHost(hostname(`http://${headers.host ?? ''}`), hosts))
    return { status: 403, message: 'This host name is not served here.' }
  if (headers.origin !== undefined && !isOwnHost(hostname(headers.origin), hosts))
    return { status: 403, message: 'Pages of this origin are not served.' }
  if (decisive.some(name => (headersDistinct[name]?.length ?? 0) > 1))
    return { status: 400, message: 'A header stands twice.' }
  return null
}

/** Checks what a POST says of its body. */
export function turnBodyAway({ headers }: IncomingMessage): TurnedAway | null {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const charset = parameters.map(text => text.trim()).find(text => text.startsWith('charset='))
  if (type.trim() !== 'application/json' || (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)))
    return { status: 415, message: 'The body has to be application/json in UTF-8.' }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
    return { status: 415, message: 'The body must not be compressed.' }
  const accepted = (headers.accept ?? '').toLowerCase()
  const takes = (wanted: string) => accepted.includes(wanted) || accepted.includes('*/*')
  if (!takes('application/json') || !takes('text/event-stream'))
    return { status: 406, message: 'The client has to accept both application/json and text/event-stream.' }
  return null
}

function isOwnHost(host: string | null, hosts: readonly string[]): boolean {
  return host !== null && (loopback.test(host) || hosts.includes(host))
}

const loopback = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

function hostname(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname : null
}
