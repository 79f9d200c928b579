import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHostIn } from '../../policy/decide/host-in.ts'
import { isUnder } from '../../policy/decide/under.ts'

describe('a path is under a root', () => {
  test.each([
    ['/desk/a', '/desk', true],
    ['/desk', '/desk', true],
    ['/desk/', '/desk/', true],
    ['/desk/../desk/a', '/desk', true],
    ['/desk//a/./b', '/desk', true],
    ['/deskshop/a', '/desk', false],
    ['/desk/../etc/passwd', '/desk', false],
    ['/../../etc', '/desk', false],
    ['/DESK/a', '/desk', false],
    ['/any', '/', true],
    ['a/b', '.', true],
    ['./a/../b', '.', true],
    ['../a', '.', null],
    ['a/../../b', '.', null],
    ['a', '/desk', null],
    ['/desk/a', '.', null],
    ['src/a', 'src', true],
    ['lib/a', 'src', false],
    ['C:\\desk\\a', 'c:/desk', true],
    ['C:/Desk/A', 'C:\\desk', true],
    ['C:\\desk\\..\\windows', 'C:\\desk', false],
    ['D:\\desk', 'C:\\desk', false],
    ['C:desk', 'C:\\desk', null],
    ['\\\\host\\share', 'C:\\desk', null],
    ['//host/share', '/desk', null],
    ['/desk\\..\\etc', '/desk', false],
    ['/desk/.. /etc', '/desk', null],
    ['/desk/%2e%2e/etc', '/desk', null],
    ['/desk/a\0.txt', '/desk', null],
    ['~/a', '/desk', null],
    ['file:///desk/a', '/desk', null],
    ['', '/desk', null],
  ])('%j in %j: %j', (path, root, expected) => {
    expect(isUnder(path, root)).toBe(expected)
  })

  test('no chain of steps leads out of a root and is said to be in it', () => {
    const steps = fc.array(fc.constantFrom('..', '.', 'a', 'b', '', 'work'), { maxLength: 8 })
    fc.assert(
      fc.property(steps, steps => {
        const path = `/desk/${steps.join('/')}`
        const resolved = posix.resolve(path)
        expect(isUnder(path, '/desk')).toBe(resolved === '/desk' || resolved.startsWith('/desk/'))
      }),
    )
  })
})

describe('an address names a host', () => {
  const inner = [
    'localhost',
    '*.internal',
    '10.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '::/127',
    '::ffff:0:0/96',
    'fc00::/7',
  ]
  test.each([
    ['https://example.org/a', ['example.org'], true],
    ['https://EXAMPLE.org.', ['example.org'], true],
    ['https://example.org:8443/?q#f', ['example.org'], true],
    ['wss://example.org', ['example.org'], true],
    ['https://www.example.org', ['example.org'], false],
    ['https://www.example.org', ['*.example.org'], true],
    ['https://example.org', ['*.example.org'], false],
    ['https://badexample.org', ['*.example.org'], false],
    ['https://example.org.evil.example', ['example.org', '*.example.org'], false],
    ['https://example.org@evil.example/', ['example.org'], null],
    ['https://evil.example\\@example.org/', ['example.org'], null],
    ['https://exam\tple.org', ['example.org'], null],
    ['https:example.org', ['example.org'], null],
    ['https:///example.org', ['example.org'], null],
    ['example.org', ['example.org'], null],
    ['//example.org', ['example.org'], null],
    ['/api/items', ['example.org'], false],
    ['ftp://example.org', ['example.org'], false],
    ['mailto:a@example.org', ['example.org'], false],
    ['file:///etc/passwd', ['example.org'], null],
    ['https://bücher.example', ['bücher.example'], true],
    ['https://xn--bcher-kva.example', ['bücher.example'], true],
    ['http://127.0.0.1', inner, true],
    ['http://2130706433/', inner, true],
    ['http://0x7f.1/', inner, true],
    ['http://[::1]/', inner, true],
    ['http://[::ffff:169.254.169.254]/', inner, true],
    ['http://[fd00::1]/', inner, true],
    ['http://[2001:db8::1]/', inner, false],
    ['http://10.255.1.1:80', inner, true],
    ['http://11.0.0.1', inner, false],
    ['http://metadata.google.internal/', inner, true],
    ['http://localhost.example.org/', inner, false],
    ['http://[fd00::1]/', ['[fd00::1]'], true],
  ])('%j in %j: %j', (address, hosts, expected) => {
    expect(isHostIn(address, hosts)).toBe(expected)
  })
})
