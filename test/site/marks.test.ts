import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../classifier/index.ts'
import { markText, type Sign, signsOf } from '../../site/marks.ts'
import { inventedServers } from './invented-servers.ts'
import { toVerdict } from './invented-tool.ts'

const sign = (excerpt: string, number: number): Sign => ({
  kind: 'for',
  excerpt,
  number,
  href: `#sign-${number}`,
  says: 'speaks for Destructive',
})
const marked = (text: string, ...signs: Sign[]) =>
  markText(text, signs).map(({ text, signs, ending }) => [
    text,
    signs.map(({ number }) => number).join(''),
    ending.map(({ number }) => number).join(''),
  ])

describe('marks in a text', () => {
  test('keep every character of it, in its order', () => {
    const text = 'Removes a boat, and the boat’s papers 🚤 with it.'
    for (const excerpt of ['boat', 'Removes', 'it.', 'not there', '', '…', 'a boat, and', '🚤'])
      expect(
        marked(text, sign(excerpt, 1), sign('the boat', 2))
          .map(([piece]) => piece)
          .join(''),
      ).toBe(text)
  })

  test('overlap where their words do, and are named where they end', () => {
    expect(marked('drop all tables', sign('drop all', 1), sign('all tables', 2))).toEqual([
      ['drop ', '1', ''],
      ['all', '12', '1'],
      [' tables', '2', '2'],
    ])
  })

  test('find words in another case, and words that were shortened', () => {
    expect(marked('Purge the LOG', sign('purge', 1))).toEqual([
      ['Purge', '1', '1'],
      [' the LOG', '', ''],
    ])
    expect(marked('Sink every boat of the pier', sign('Sink … pier', 1))).toEqual([
      ['Sink', '1', ''],
      [' every boat of the ', '', ''],
      ['pier', '1', '1'],
    ])
    expect(marked('remove directories', sign('remove direc', 1))).toEqual([['remove directories', '1', '1']])
  })

  test('leave a sign out whose words are not there', () => {
    expect(marked('Lists boats', sign('deletes', 1))).toEqual([['Lists boats', '', '']])
  })
})

test('every sign of a verdict leads to a part of the page that there is', () => {
  const verdicts: Verdict[] = inventedServers.flatMap(({ tools }) => tools.flatMap(toVerdict))
  for (const verdict of verdicts) {
    const signs = [...signsOf(verdict).values()].flat()
    expect(signs.length).toBe(
      verdict.evidence.length + verdict.capabilityEvidence.length + verdict.poison.length,
    )
    for (const { href, kind, number } of signs) {
      if (kind === 'for' || kind === 'against') expect(href).toBe(`#sign-${number}`)
      if (kind === 'power') expect(verdict.capabilities.map(each => `#can-${each}`)).toContain(href)
    }
  }
})
