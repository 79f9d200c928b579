import { hash } from 'node:crypto'

/** A short digest of anything that is plain JSON: where it is the same, so was the thing. */
export function digest(value: unknown): string {
  return digestOf(JSON.stringify(value))
}

/** The same of a text or of bytes. */
export function digestOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url').slice(0, 22)
}
