import type { lookup } from 'node:dns'
import { hostname } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPublic, refusePrivate } from '../../../crawler/network/address.ts'
import { openNetwork, openPoliteNetwork } from '../../../crawler/network.ts'
import { answer, serveInTurn } from './serve.ts'

describe('a stranger may not send anybody to', () => {
  test.for([
    'http://example.com/mcp',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://168.63.129.16/',
    'https://100.100.100.200/',
    'https://224.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://localhost/',
    'https://api.localhost./',
    'https://printer.local/',
    'https://metadata.google.internal/',
  ])('%s', address => {
    expect(() => refusePrivate(new URL(address))).toThrow()
  })
})

test.for(['https://example.com/', 'https://93.184.215.14/', 'https://[2606:4700::1111]/'])(
  '%s is fine',
  address => {
    expect(() => refusePrivate(new URL(address))).not.toThrow()
  },
)

test('no IPv4 address of this machine or its neighbours is public, however it is written', () => {
  const part = fc.integer({ min: 0, max: 255 })
  const inner = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), part, part, part),
    fc.tuple(fc.constant(192), fc.constant(168), part, part),
    fc.tuple(fc.constant(169), fc.constant(254), part, part),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), part, part),
  )
  fc.assert(
    fc.property(inner, parts => {
      const dotted = parts.join('.')
      const number = parts.reduce((sum, byte) => sum * 256 + byte, 0)
      expect(isPublic(dotted)).toBe(false)
      expect(isPublic(`::ffff:${dotted}`)).toBe(false)
      expect(() => refusePrivate(new URL(`https://${number}/`))).toThrow()
      expect(() => refusePrivate(new URL(`https://[::ffff:${dotted}]/`))).toThrow()
    }),
  )
})

/** A name server that a stranger has in hand. */
function leadingTo(...addresses: string[]): typeof lookup {
  const answers = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  return ((_host: string, _options: unknown, callback: (error: null, found: unknown) => void) =>
    callback(null, answers)) as unknown as typeof lookup
}

test.for([['127.0.0.1'], ['93.184.215.14', '10.0.0.1'], ['::ffff:127.0.0.1'], []])(
  'a name that leads to %s is not followed',
  async addresses => {
    for (const open of [openNetwork, openPoliteNetwork]) {
      const network = open({ resolve: leadingTo(...addresses) })
      await expect(network.fetch('https://mcp.example.com/')).rejects.toThrow('private network')
    }
  },
)

test('a name of this machine is not followed', async () => {
  await expect(openPoliteNetwork({ tries: 1 }).fetch(`https://${hostname()}.test/`)).rejects.toThrow(
    'private',
  )
})

test('a redirect is judged as the first address was', async () => {
  const inner = await serveInTurn(answer(200, 'secret'))
  const { origin } = await serveInTurn(answer(302, '', { location: `${inner.origin}/latest/meta-data` }))
  for (const open of [openNetwork, openPoliteNetwork])
    await expect(open({ trust: [origin] }).fetch(origin)).rejects.toThrow('is not an https:// address')
  expect(inner.asked).toEqual([])
})

test('a host that we chose may be on this machine', async () => {
  const { origin } = await serveInTurn(answer(200, 'hello'))
  const response = await openPoliteNetwork({ trust: [origin] }).fetch(origin)
  expect(await response.text()).toBe('hello')
  await expect(openPoliteNetwork().fetch(origin)).rejects.toThrow('is not an https:// address')
})
