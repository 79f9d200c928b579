import { hash, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../classifier/index.ts'

/**
 * The key of a log's argument hashes, made on first use. Without it the hash of a short argument could be
 * found by trying.
 */
export function auditKey(folder: string): Buffer {
  const path = join(folder, 'key')
  const made = `${path}.${randomBytes(6).toString('hex')}`
  try {
    return readKey(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // A link appears whole or not at all, and only one of several processes makes it.
  writeFileSync(made, randomBytes(32), { mode: 0o600, flush: true })
  try {
    linkSync(made, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(made)
  }
  return readKey(path)
}

function readKey(path: string): Buffer {
  const key = readFileSync(path)
  if (key.length !== 32) throw new Error(`${path} is not the key of an audit log: it has to have 32 bytes.`)
  return key
}

/** The keyed hash of a call's arguments, and their canonical JSON. */
export function sealArguments(key: Buffer, arguments_: unknown): { seal: string; text: string } {
  const text = canonicalJson(arguments_ ?? {})
  return { seal: `hmac-sha256:${hmac(key, text)}`, text }
}

const pads = new WeakMap<Buffer, { inner: Buffer; outer: Buffer }>()

/** HMAC-SHA-256 (RFC 2104) by Node's one-shot hash, for its Hmac object costs ten times as much to make. */
function hmac(key: Buffer, text: string): string {
  const { inner, outer } = pads.get(key) ?? { inner: padded(key, 0x36), outer: padded(key, 0x5c) }
  pads.set(key, { inner, outer })
  const within = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')
  return hash('sha256', Buffer.concat([outer, within]))
}

function padded(key: Buffer, pad: number): Buffer {
  return Buffer.alloc(64, pad).map((byte, index) => byte ^ (key[index] ?? 0)) as Buffer
}
