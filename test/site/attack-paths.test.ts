import { expect, test } from 'vitest'
import { capabilities } from '../../classifier/index.ts'
import { attackPathsAmong } from '../../site/attack-paths.ts'
import { badgeSvg, badgeText } from '../../site/badge.ts'
import { capabilitiesIn, hasPower, powersOf } from '../../site/powers.ts'
import { estimateTokens } from '../../site/tokens.ts'

test('powers hold any set of capabilities', () => {
  expect(capabilitiesIn(powersOf(capabilities))).toEqual(capabilities)
  expect(capabilitiesIn(powersOf([]))).toEqual([])
  for (const one of capabilities)
    expect(capabilities.filter(each => hasPower(powersOf([one]), each))).toEqual([one])
})

test('a way of abuse needs every one of its steps, from one tool or from several', () => {
  const tool = (name: string, ...held: Parameters<typeof powersOf>[0]) => ({ name, powers: powersOf(held) })
  const reads = tool('list_mail', 'read-private')
  const fetches = tool('fetch_page', 'read-untrusted')
  const sends = tool('send_mail', 'send-out')
  const named = (tools: { name: string; powers: number }[]) =>
    attackPathsAmong(tools).map(({ pattern }) => pattern.id)
  expect(named([reads, fetches])).not.toContain('lethal-trifecta')
  expect(named([reads, fetches, sends])).toContain('lethal-trifecta')
  expect(named([tool('all', 'read-private', 'read-untrusted', 'send-out')])).toContain('lethal-trifecta')
  const [trifecta] = attackPathsAmong([reads, fetches, sends])
  expect(trifecta!.steps.map(({ tools }) => tools.map(({ name }) => name))).toEqual([
    ['list_mail'],
    ['fetch_page'],
    ['send_mail'],
  ])
})

test('a badge says the label in words, and nothing of a stranger’s', () => {
  expect(badgeText({ category: 'Destructive', severity: 'Critical' })).toBe('Critical · Destructive')
  expect(badgeText({ category: 'Ungraded', severity: 'High' })).toBe('ungraded')
  expect(badgeSvg(null)).toContain('not labelled yet')
  expect(badgeSvg({ category: 'Read', severity: 'Low' })).toMatch(
    /^<svg [^>]*aria-label="Placard: Low · Read"/,
  )
})

test('tokens grow with the text, and hostile text takes no longer than other text', () => {
  const short = estimateTokens({ name: 'get_boat' })
  const long = estimateTokens({ name: 'get_boat', description: 'Returns the papers of a boat. '.repeat(10) })
  expect(short).toBeGreaterThan(3)
  expect(long).toBeGreaterThan(short + 50)
  expect(estimateTokens({ name: 'x', description: 'a'.repeat(2_000_000) })).toBeGreaterThan(100_000)
})
