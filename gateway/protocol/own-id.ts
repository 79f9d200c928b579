import { randomBytes } from 'node:crypto'

/** An id that no client and no server will come up with. */
export function ownId(): string {
  return `placard-${randomBytes(12).toString('base64url')}`
}
