import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { visibleJson, visiblePieces, visibleText } from '../../site/visible-text.ts'

const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u

describe('a stranger’s text', () => {
  test('shows what would not be seen', () => {
    expect(visibleText('safe\u202egnp.exe')).toBe('safe⟨U+202E⟩gnp.exe')
    expect(visibleText('a\u0000b')).toBe('a⟨U+0000⟩b')
    expect(visibleText('\ud800')).toBe('⟨U+D800⟩')
    expect(visibleText('x\u{e0041}\u{e0042}y')).toBe('x⟨U+E0041 U+E0042⟩y')
    expect(visibleText('a\u3164b')).toBe('a⟨U+3164⟩b')
    expect(visibleText('line\nline')).toBe('line⟨U+000A⟩line')
  })

  test('is named where there is nothing to see', () => {
    expect(visibleText('')).toBe('⟨empty⟩')
    expect(visibleText('  ')).toBe('⟨blank⟩')
  })

  test('counts long runs instead of naming each', () => {
    expect(visibleText('\u0007'.repeat(3000))).toBe('⟨U+0007 × 3,000⟩')
    const mixed = Array.from({ length: 40 }, (_, at) => String.fromCharCode(at % 8)).join('')
    expect(visibleText(mixed)).toContain('and 32 more hidden characters⟩')
  })

  test('leaves writing and emoji as they are', () => {
    for (const text of ['日本語の道具', 'مسح الملفات', 'e\u0301té', '👩‍🚒 ❤️ 1️⃣ 👍🏽', 'नमस्ते', 'plain text']) {
      expect(visibleText(text)).toBe(text)
    }
  })

  test('is not cut where that would save nothing', () =>
    expect(visibleText('agency-hosting_listAvailableDatacentersV1', 40)).toBe(
      'agency-hosting_listAvailableDatacentersV1',
    ))

  test('keeps line breaks in a block, and says how much was cut', () => {
    expect(visiblePieces('a\n\tb', { block: true })).toEqual([{ text: 'a\n\tb', hidden: false }])
    expect(visibleText('a'.repeat(40), 4)).toBe('aaaa⟨36 more characters⟩')
    expect(visibleText(`ab${'😀'.repeat(20)}`, 3)).toBe('ab⟨40 more characters⟩')
  })

  test('never shows a control or a direction mark, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        for (const piece of visiblePieces(text)) {
          if (piece.hidden) expect(piece.text).toMatch(/^⟨.+⟩$/)
          // A joiner is part of some emoji, and of nothing else that is shown.
          else expect(piece.text.replaceAll('\u200d', '')).not.toMatch(unseen)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('JSON made visible', () => {
  test('is the same value, and shows all of it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), value => {
        const json = visibleJson(JSON.stringify(value, null, 2))
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(json.replaceAll('\n', '')).not.toMatch(unseen)
      }),
      { numRuns: 1000 },
    )
  })
})
