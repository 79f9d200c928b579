import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../policy/index.ts'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('what JSON.parse reads, too', () => {
  test.each([
    '{}',
    ' [ 1 , -0.5e3 , true , false , null , "a\\u0041\\n\\/" ] ',
    '{"__proto__":{"a":1},"constructor":2,"a":{"__proto__":3}}',
    '"\ud800"',
    '9007199254740991',
    '"\\\\"',
  ])('%s', text => {
    const parsed = parseJson(text)
    expect(parsed).toMatchObject({ ok: true })
    expect(JSON.stringify(parsed.ok && parsed.value)).toBe(JSON.stringify(JSON.parse(text)))
  })

  test('any value', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        const parsed = parseJson(text)
        // fast-check draws doubles of every size; beyond 2^53 the two part on purpose.
        fc.pre(!text.match(/\d[eE]\+?\d|\d{16}/))
        expect(parsed.ok && plain(parsed.value)).toEqual(plain(JSON.parse(text)))
      }),
    )
  })

  test('and nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, at, noise) => {
        const cut = at % (text.length + 1)
        const broken = text.slice(0, cut) + noise + text.slice(cut + 1)
        if (parseJson(broken).ok) JSON.parse(broken)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('what two programs could read differently', () => {
  test.each([
    ['a key that stands twice', '{"a":1,\n "b":{"c":1,"c":2}}', '/b', 'stands twice'],
    ['the same key, written with an escape', '{"a":1,"\\u0061":2}', '', 'stands twice'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', '', 'stands twice'],
    ['a number beyond 2^53 - 1', '{"id":[9007199254740992]}', '/id/0', '2^53'],
    ['a number that overflows', '1e999', '', '2^53'],
    ['text after the end', '{} {}', '', 'after the end'],
    ['a comment', '{/* */}', '', 'double quotes'],
    ['a comma at the end', '[1,]', '/1', 'missing'],
    ['a leading zero', '[01]', '', 'missing'],
    ['a raw line break in a string', '"a\nb"', '', 'control character'],
    ['an unknown escape', '"\\x41"', '', 'escape'],
    ['NaN', 'NaN', '', 'missing'],
    ['nothing', '', '', 'missing'],
    ['a bracket too deep', '['.repeat(100_000), '/0'.repeat(128), 'nested'],
  ])('%s', (_name, text, at, message) => {
    expect(parseJson(text)).toMatchObject({ ok: false, at, message: expect.stringContaining(message) })
  })
})
