/** An IP address as one number, with its length in bits: 32 or 128. */
export type Address = { bits: 32 | 128; number: bigint }
export type Range = { address: Address; prefix: number }

/** Reads an address as `URL` writes it: dotted decimal, or IPv6 in brackets. Null where it is a name. */
export function parseAddress(host: string): Address | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return { bits: 32, number: joined(host.split('.').map(Number), 8n) }
  return host.startsWith('[') && host.endsWith(']') ? parseSix(host.slice(1, -1)) : null
}

/** Reads `10.0.0.0/8` or `fc00::/7`. Null where it is neither. */
export function parseRange(text: string): Range | null {
  const slash = text.indexOf('/')
  const host = text.slice(0, slash)
  const canonical = URL.canParse(`http://${host.includes(':') ? `[${host}]` : host}/`)
    ? new URL(`http://${host.includes(':') ? `[${host}]` : host}/`).hostname
    : ''
  const address = parseAddress(canonical)
  const prefix = Number(text.slice(slash + 1))
  if (address === null || !/\/\d{1,3}$/.test(text) || prefix > address.bits) return null
  return { address, prefix }
}

/** Whether the address lies in the range. An address of the other kind never does. */
export function inRange(address: Address, range: Range): boolean {
  if (address.bits !== range.address.bits) return false
  const free = BigInt(address.bits - range.prefix)
  return address.number >> free === range.address.number >> free
}

function parseSix(text: string): Address | null {
  const [head = '', tail] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  const groups = [...before, ...zeros, ...after].map(group => Number.parseInt(group, 16))
  if (groups.length !== 8 || groups.some(Number.isNaN)) return null
  return { bits: 128, number: joined(groups, 16n) }
}

function joined(parts: number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n)
}
