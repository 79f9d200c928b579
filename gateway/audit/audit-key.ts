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

/** A text of so many characters fits behind the padded key. */
const mostBehindPad = 4_096

/**
 * HMAC-SHA-256 (RFC 2104) by Node's one-shot hash, for its Hmac object costs ten times as much to make. What
 * is hashed is written behind the padded keys, which stay where they are.
 */
function hmac(key: Buffer, text: string): string {
  let pad = pads.get(key)
  if (pad === undefined) {
    pad = { inner: padded(key, 0x36, 3 * mostBehindPad), outer: padded(key, 0x5c, 32) }
    pads.set(key, pad)
  }
  const { inner, outer } = pad
  const message =
    text.length <= mostBehindPad
      ? inner.subarray(0, 64 + inner.write(text, 64))
      : Buffer.concat([inner.subarray(0, 64), Buffer.from(text)])
  outer.write(hash('sha256', message, 'binary'), 64, 'latin1')
  return hash('sha256', outer)
}

function padded(key: Buffer, pad: number, room: number): Buffer {
  const bytes = Buffer.alloc(64 + room)
  for (let index = 0; index < 64; index++) bytes[index] = pad ^ (key[index] ?? 0)
  return bytes
}
