import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type ApprovalSubject,
  type Approvals,
  mostPending,
  openApprovals,
} from '../../../gateway/approvals/index.ts'
import { ownFolder, stateOpener } from '../open-state.ts'

const folder = ownFolder()
const open = stateOpener()
let count = 0
let place: string
let time: number
let approvals: Approvals
beforeEach(async () => {
  place = join(folder, `${++count}.sqlite`)
  time = 1_800_000_000_000
  approvals = await openHere()
})
const openHere = async () => openApprovals((await open(place)).approvals, () => time)

const subject: ApprovalSubject = {
  caller: 'grant-1',
  server: 'npm:mail',
  tool: 'send',
  arguments: { to: 'ada@example.org', body: 'Hello' },
  policyVersion: 'sha256:one',
}
const terms = { who: 'user', waitMilliseconds: 60_000 }
const approved = async (of = subject) => {
  const { id } = (await approvals.ask(of, terms))!
  expect(await approvals.decide(id, 'approve', 'test')).toBe(true)
  return id
}

describe('a yes', () => {
  test('lets exactly this call through, once', async () => {
    await approved()
    expect(await approvals.take(subject)).toBe(true)
    expect(await approvals.take(subject)).toBe(false)
  })

  test('is good for the same arguments in another order', async () => {
    await approved()
    const { to, body } = subject.arguments as { to: string; body: string }
    expect(await approvals.take({ ...subject, arguments: { body, to } })).toBe(true)
  })

  test('given in one process is used by another, and by one of them alone', async () => {
    const other = await openHere()
    await approved()
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? approvals : other).take(subject)),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('ends as long after it was given as the question stood', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    time += 59_999
    expect(await approvals.decide(id, 'approve', 'test')).toBe(true)
    time += 59_999
    expect(await approvals.get(id)).toMatchObject({ state: 'approved' })
    time += 1
    expect(await approvals.take(subject)).toBe(false)
  })

  test('given twice to two equal questions lets two calls through', async () => {
    await approved()
    expect(await approvals.take(subject)).toBe(true)
    await approved()
    expect(await approvals.take(subject)).toBe(true)
    expect(await approvals.take(subject)).toBe(false)
  })
})

describe('a question', () => {
  test('shows the arguments, and forgets them when it is answered or expires', async () => {
    const first = (await approvals.ask(subject, terms))!
    expect(JSON.parse(first.shown)).toEqual(subject.arguments)
    await approvals.decide(first.id, 'deny', 'test')
    expect((await approvals.get(first.id))!.shown).toBe('')
    const second = (await approvals.ask({ ...subject, tool: 'other' }, terms))!
    time += 60_000
    await approvals.pending()
    expect(await approvals.get(second.id)).toMatchObject({ state: 'expired', shown: '' })
  })

  test('shows only what the policy names', async () => {
    const { shown } = (await approvals.ask(subject, { ...terms, show: ['args.to', 'args.cc'] }))!
    expect(JSON.parse(shown)).toEqual({ 'args.to': ['ada@example.org'], 'args.cc': [] })
  })

  test('shows everything where what the policy names does not fit the arguments', async () => {
    const { shown } = (await approvals.ask(subject, { ...terms, show: ['args.to.name'] }))!
    expect(JSON.parse(shown)).toEqual(subject.arguments)
  })

  test('is put once, however often the call is tried', async () => {
    const [first, second] = [await approvals.ask(subject, terms), await approvals.ask(subject, terms)]
    expect(second!.id).toBe(first!.id)
    expect(await approvals.pending()).toHaveLength(1)
  })

  test('that was denied stays denied as long as it would have stood, and is put again then', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    await approvals.decide(id, 'deny', 'test')
    expect(await approvals.ask(subject, terms)).toMatchObject({ id, state: 'denied' })
    expect(await approvals.take(subject)).toBe(false)
    time += 60_000
    expect(await approvals.ask(subject, terms)).toMatchObject({ state: 'pending' })
  })

  test('is waited for across processes', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    const other = await openHere()
    const waiting = approvals.answered(id)
    await other.decide(id, 'approve', 'elsewhere')
    expect(await waiting).toBe('approved')
    expect(await approvals.get(id)).toMatchObject({ decidedBy: 'elsewhere', decidedAt: time })
  })

  test('that is not answered expires for who waits', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    const waiting = approvals.answered(id)
    time += 60_000
    expect(await waiting).toBe('expired')
  })

  test('is left as it stands by who stops waiting', async () => {
    const { id } = (await approvals.ask(subject, terms))!
    const stop = new AbortController()
    const waiting = approvals.answered(id, stop.signal)
    stop.abort()
    expect(await waiting).toBe('pending')
  })
})

test('open questions are listed from the oldest on, answered ones from the newest', async () => {
  const ids = []
  for (const tool of ['a', 'b', 'c']) {
    ids.push((await approvals.ask({ ...subject, tool }, terms))!.id)
    time += 1
  }
  expect((await approvals.pending()).map(({ id }) => id)).toEqual(ids)
  for (const id of ids) await approvals.decide(id, 'deny', 'test')
  expect((await approvals.decided()).map(({ id }) => id)).toEqual(ids.toReversed())
  expect(await approvals.pending()).toEqual([])
})

test('one caller cannot drown the others in questions', async () => {
  for (let index = 0; index < mostPending; index++)
    expect(await approvals.ask({ ...subject, arguments: { index } }, terms)).not.toBeNull()
  expect(await approvals.ask({ ...subject, arguments: { index: -1 } }, terms)).toBeNull()
  expect(await approvals.ask({ ...subject, caller: 'grant-2' }, terms)).not.toBeNull()
})
