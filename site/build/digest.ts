import { createHash } from 'node:crypto'

/** A short digest of anything that is plain JSON: where it is the same, so was the thing. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}
