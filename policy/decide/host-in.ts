import { inRange, parseAddress, parseRange, type Range } from './ip-range.ts'
import type { Truth } from './truth.ts'

/**
 * Whether an address names one of the hosts: `example.org` (it alone), `*.example.org` (whatever lies below),
 * `10.0.0.0/8` (a range). Null for what is no full http, https, ws or wss address, or is written so that two
 * programs would see two hosts in it; false for a path on the server's own host and for other schemes.
 */
export function isHostIn(address: string, hosts: readonly string[]): Truth {
  if (/^\/(?![/\\])/.test(address)) return false
  if (/[\\\s\u0000-\u001f\u007f]/.test(address) || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol === 'file:') return null
  if (!/^(?:https?|wss?):$/.test(url.protocol)) return false
  if (url.username !== '' || url.password !== '' || !/^\w+:\/\/[^/]/.test(address)) return null
  const host = url.hostname.replace(/\.$/, '')
  const ip = parseAddress(host)
  return patternsOf(hosts).some(pattern => {
    if (pattern.kind === 'range') return ip !== null && inRange(ip, pattern.range)
    return pattern.kind === 'exact' ? host === pattern.host : host.endsWith(pattern.host) && ip === null
  })
}

type Pattern = { kind: 'exact' | 'below'; host: string } | { kind: 'range'; range: Range }

const known = new WeakMap<readonly string[], Pattern[]>()

function patternsOf(hosts: readonly string[]): Pattern[] {
  let patterns = known.get(hosts)
  if (patterns === undefined) {
    patterns = hosts.map(patternOf)
    known.set(hosts, patterns)
  }
  return patterns
}

function patternOf(text: string): Pattern {
  const range = text.includes('/') ? parseRange(text) : null
  if (range !== null) return { kind: 'range', range }
  const below = text.startsWith('*.')
  const host = canonicalHost(below ? text.slice(2) : text)
  return below ? { kind: 'below', host: `.${host}` } : { kind: 'exact', host }
}

/** As the URL of a call has it: lower case, punycode, an IPv6 address in brackets. */
function canonicalHost(text: string): string {
  const address = text.includes(':') && !text.startsWith('[') ? `[${text}]` : text
  return URL.canParse(`http://${address}/`) ? new URL(`http://${address}/`).hostname.replace(/\.$/, '') : text
}
