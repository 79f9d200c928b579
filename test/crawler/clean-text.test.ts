import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText } from '../../crawler/clean-text.ts'

test.for([
  ['plain', 'plain'],
  ['two\n\tlines\r\n', 'two lines'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007shown', 'shown'],
  ['left\u202eright\u200b', 'left right'],
  ['naïve 日本 🎉', 'naïve 日本 🎉'],
  ['\ud800alone', '\ufffdalone'],
] as const)('%j', ([text, expected]) => {
  expect(cleanText(text)).toBe(expected)
})

test('no text comes out long or with controls', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), text => {
      const clean = cleanText(text, 50)
      expect(Array.from(clean).length).toBeLessThanOrEqual(50)
      expect(clean).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }),
  )
})
