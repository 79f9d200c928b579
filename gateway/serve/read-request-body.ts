import type { IncomingMessage } from 'node:http'
import { largestMessage } from '../protocol/read-lines.ts'

/** The body of a request; null where it is larger than a message may be. */
export async function readRequestBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > largestMessage) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestMessage) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
