import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type ApprovalSubject,
  type Approvals,
  mostPending,
  openApprovals,
} from '../../../gateway/approvals/index.ts'
import { parseJson } from '../../../policy/index.ts'
import { ownFolder, stateOpener } from '../open-state.ts'

// Ways to get a call through on a yes that was not given to it. None of them works.
const open = stateOpener()
const place = join(ownFolder(), 'state.sqlite')
let approvals: Approvals
let time = 1_800_000_000_000
let count = 0
const openHere = async () => openApprovals((await open(place)).approvals, () => time)
const read = (text: string) => {
  const parsed = parseJson(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

const text = '{"to":"ada","amount":1,"urgent":true,"note":null,"lines":["a","b"],"deep":{"a":{"b":[1]}}}'
let subject: ApprovalSubject
beforeEach(async () => {
  approvals ??= await openHere()
  const caller = `grant ${++count}`
  subject = { caller, server: 'npm:bank', tool: 'pay', policyVersion: 'v1', arguments: read(text) }
})
const terms = { who: 'user', waitMilliseconds: 60_000 }
const approve = async (of = subject) => {
  const { id } = (await approvals.ask(of, terms))!
  expect(await approvals.decide(id, 'approve', 'test')).toBe(true)
  return id
}
const refuses = async (other: Partial<ApprovalSubject>) => {
  expect(await approvals.take({ ...subject, ...other })).toBe(false)
  // The yes itself still stands for what it was given to.
  expect(await approvals.take(subject)).toBe(true)
}

describe('a yes to one call is none to one with', () => {
  test.each([
    ['another value', text.replace('"ada"', '"eve"')],
    ['another number', text.replace('1,', '1.0000001,')],
    ['a number as a string', text.replace('1,', '"1",')],
    ['a truth value as a string', text.replace('true', '"true"')],
    ['null left out', text.replace('"note":null,', '')],
    ['an empty string for null', text.replace('null', '""')],
    ['one argument more', text.replace('{', '{"cc":"eve",')],
    ['one argument less', text.replace('"urgent":true,', '')],
    ['a list in another order', text.replace('["a","b"]', '["b","a"]')],
    ['a longer list', text.replace('["a","b"]', '["a","b",null]')],
    ['a list in a list', text.replace('["a","b"]', '[["a","b"]]')],
    ['a change deep inside', text.replace('[1]', '[2]')],
    ['a key in another case', text.replace('"to"', '"To"')],
    ['a key with a space', text.replace('"to"', '"to "')],
    ['a letter of another script', text.replace('"ada"', '"аda"')],
    ['an accent put together in another way', text.replace('"ada"', '"a\u0301da"')],
    ['a character that does not show', text.replace('"ada"', '"ada\\u200b"')],
    ['a key of every object’s prototype', text.replace('{', '{"__proto__":{"amount":9},')],
    ['the constructor as a key', text.replace('{', '{"constructor":1,')],
    ['half a character', text.replace('"ada"', '"ada\\ud800"')],
    ['no arguments', '{}'],
  ])('%s', async (_what, changed) => {
    await approve()
    await refuses({ arguments: read(changed) })
  })

  test('arguments that are a list', async () => {
    subject = { ...subject, arguments: {} }
    await approve()
    await refuses({ arguments: [] })
  })
  test('a change behind what the person was shown', async () => {
    const long = (end: string) => ({ body: `${'x'.repeat(50_000)}${end}` })
    subject = { ...subject, arguments: long('pay ada') }
    const id = await approve()
    expect((await approvals.get(id))!.shown.length).toBeLessThan(50_000)
    await refuses({ arguments: long('pay eve') })
  })
  test('half a character that is another one', async () => {
    subject = { ...subject, arguments: { a: '\ud800' } }
    await approve()
    await refuses({ arguments: { a: '\udbff' } })
  })
})

describe('a yes is none for', () => {
  test.each<[string, (of: ApprovalSubject) => Partial<ApprovalSubject>]>([
    ['another caller', () => ({ caller: 'other' })],
    ['the same caller in another case', ({ caller }) => ({ caller: caller.toUpperCase() })],
    ['another server', () => ({ server: 'npm:shop' })],
    ['another tool', () => ({ tool: 'pay_all' })],
    ['a tool with a space behind its name', () => ({ tool: 'pay ' })],
    ['a tool of the same look', () => ({ tool: 'pаy' })],
    ['another version of the policy', () => ({ policyVersion: 'v2' })],
    [
      'names that read the same when put together',
      ({ caller }) => ({ caller: `${caller}npm`, server: ':bank' }),
    ],
    [
      'names with quotes and commas in them',
      ({ caller }) => ({ caller: `${caller}","npm:bank`, server: '' }),
    ],
  ])('%s', async (_what, change) => {
    await approve()
    await refuses(change(subject))
  })
})

describe('nothing goes through', () => {
  test('on a yes that was used already, also after a restart', async () => {
    await approve()
    expect(await approvals.take(subject)).toBe(true)
    expect(await approvals.take(subject)).toBe(false)
    expect(await (await openHere()).take(subject)).toBe(false)
  })
  test('on one yes from fifty connections', { timeout: 60_000 }, async () => {
    await approve()
    const opened = await Promise.all(Array.from({ length: 50 }, openHere))
    const taken = await Promise.all(opened.map(one => one.take(subject)))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })
  test('on a question that nobody has answered', async () => {
    await approvals.ask(subject, terms)
    expect(await approvals.take(subject)).toBe(false)
  })
  test('on a no, and on a yes after the no', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    await approvals.decide(id, 'deny', 'test')
    expect(await approvals.decide(id, 'approve', 'test')).toBe(false)
    expect(await approvals.take(subject)).toBe(false)
  })
  test('on a yes that comes too late', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    time += 60_000
    expect(await approvals.decide(id, 'approve', 'test')).toBe(false)
    expect(await approvals.take(subject)).toBe(false)
  })
  test('on a yes that has expired, to the millisecond', async () => {
    await approve()
    time += 60_000
    expect(await approvals.take(subject)).toBe(false)
  })
  test('on a yes that was seen to expire, when the clock is set back', async () => {
    await approve()
    time += 60_000
    await approvals.pending()
    time -= 60_000
    expect(await approvals.take(subject)).toBe(false)
  })
  test('by answering a used question once more', async () => {
    const id = await approve()
    await approvals.take(subject)
    expect(await approvals.decide(id, 'approve', 'test')).toBe(false)
    expect(await approvals.take(subject)).toBe(false)
  })
  test.each(["' or 1=1 --", '%', '*', '', '__proto__', ' '])('by answering the question %j', async id => {
    await approvals.ask(subject, terms)
    expect(await approvals.decide(id, 'approve', 'test')).toBe(false)
    expect(await approvals.take(subject)).toBe(false)
  })
  test('by asking for the same again and again after a no', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    await approvals.decide(id, 'deny', 'test')
    for (let again = 0; again < 10; again++)
      expect(await approvals.ask(subject, terms)).toMatchObject({ id, state: 'denied' })
    expect((await approvals.pending()).filter(({ caller }) => caller === subject.caller)).toEqual([])
  })
  test('by asking so much that somebody says yes to get rid of it', async () => {
    const asked = []
    for (let index = 0; index < mostPending + 20; index++)
      asked.push(await approvals.ask({ ...subject, arguments: { index } }, terms))
    expect(asked.filter(one => one !== null)).toHaveLength(mostPending)
  })
})
