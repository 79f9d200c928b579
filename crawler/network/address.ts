import ipaddr from 'ipaddr.js'
import { CannotList } from '../failure.ts'

/**
 * The address of a text: encrypted, or on this machine. Nothing more is said about where it leads. Throws
 * `CannotList`.
 */
export function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) throw new CannotList('unreachable', 'is not an address')
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return url
  throw new CannotList('unreachable', 'is not an https:// address (http:// is for this machine alone)')
}

/** Throws `Refusal` where an address written by a stranger is not one of the public network. */
export function refusePrivate(url: URL): void {
  if (url.protocol !== 'https:') throw new Refusal('unreachable', 'is not an https:// address')
  if (url.username !== '' || url.password !== '')
    throw new Refusal('unreachable', 'has a name or a password in its address')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host) ? !isPublic(host) : isLocalName(host)) throw privateAddress()
}

/**
 * True for an IP address of the public network: not this machine, its neighbours, a cloud's own services, nor
 * an address that carries another one within.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` looks into IPv4-mapped addresses; the other ways to wrap one are ranges of their own.
  const read = ipaddr.process(address)
  if (read.range() !== 'unicast' || cloudServices.includes(read.toString())) return false
  return read.kind() === 'ipv4' || read.match(globalUnicast)
}

/** What we do not do, however often it is tried. */
export class Refusal extends CannotList {}

export function privateAddress(): Refusal {
  return new Refusal('unreachable', 'leads into a private network, where a stranger may not send anybody')
}

/** The only part of IPv6 that is given out to the public network. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/** Of the public ranges, and answered within a cloud alone: Azure's platform address. */
const cloudServices = ['168.63.129.16']

/** Names that no public server has: RFC 6761 and 6762, and what clouds use within. */
function isLocalName(host: string): boolean {
  return /(^|\.)(localhost|local|internal|home\.arpa|invalid|test|onion)\.?$/i.test(host)
}
