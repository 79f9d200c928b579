import type { IncomingHttpHeaders } from 'node:http'
import { metaKeys, metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { decodeHeader, mirrorHeaders } from '../protocol/mirror-headers.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Fault } from '../types.ts'

type Request = Message & { kind: 'request' }

/**
 * What is wrong with a request of the later era: a header that does not say what the body says, or a body that
 * leaves out what each request has to say. Null where nothing is.
 */
export function checkMirrors(request: Request, headers: IncomingHttpHeaders): Fault | null {
  const { id } = request
  const meta = metaOf(request)
  const version = meta[metaKeys.version]
  const mismatch = (name: string): Fault => ({
    id,
    code: errorCodes.headers,
    message: `Header mismatch: ${name} is missing or does not say what the body says.`,
  })
  if (headers['mcp-protocol-version'] === undefined) return mismatch('MCP-Protocol-Version')
  if (typeof version !== 'string' || typeof meta[metaKeys.capabilities] !== 'object')
    return {
      id,
      code: errorCodes.params,
      message: 'The request has to say its protocol version and capabilities in _meta.',
    }
  for (const [name, expected] of Object.entries(mirrorHeaders(request))) {
    const given = headers[name]
    if (typeof given !== 'string' || decodeHeader(given) !== decodeHeader(expected)) return mismatch(name)
  }
  return null
}

/** The HTTP status that goes with an error of the later era. */
export function statusOf(message: Message): number {
  const { error } = message.value as { error?: { code?: unknown } }
  if (error === undefined) return 200
  if (error.code === errorCodes.method) return 404
  return badRequests.has(error.code) ? 400 : 200
}

const badRequests = new Set<unknown>([
  errorCodes.parse,
  errorCodes.request,
  errorCodes.headers,
  -32021,
  errorCodes.version,
])
