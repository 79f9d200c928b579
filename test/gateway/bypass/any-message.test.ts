import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { fold } from '../../../gateway/protocol/fold.ts'
import { oneLine } from '../../../gateway/protocol/one-line.ts'
import { readLine, readMessage } from '../../../gateway/protocol/read-message.ts'
import { type Connection, connect } from '../../../gateway/session/connection.ts'
import { newContinuations } from '../../../gateway/session/continuations.ts'
import type { Keepers } from '../../../gateway/session/gate.ts'
import { openSession } from '../../../gateway/session/session.ts'
import { parsePolicy } from '../../../policy/index.ts'
import { argumentCases } from './arguments.ts'
import { policies } from './case.ts'
import { envelopeCases } from './envelopes.ts'
import { frameCases } from './frames.ts'
import { nameCases } from './names.ts'

vi.setConfig({ testTimeout: 120_000 })

/** What the cases send, to be cut up and put together anew. */
const seeds = [frameCases, envelopeCases, nameCases, argumentCases]
  .flat()
  .map(({ send }) => Buffer.concat(send.map(piece => Buffer.from(piece))))
  .filter(bytes => bytes.length < 5_000)

const seed = fc.constantFrom(...seeds)
const pieces = [
  ',',
  ':',
  '{',
  '}',
  '"',
  '\\',
  '\r',
  '\n',
  '\u2028',
  '"method":"tools/call",',
  '"name":"erase_everything"',
  '"Method":',
  ' ',
]
const edit = fc.record({
  at: fc.nat(),
  drop: fc.nat(12),
  insert: fc.oneof(
    fc.constantFrom(...pieces).map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }).map(bytes => Buffer.from(bytes)),
    fc
      .record({ from: seed, at: fc.nat(), length: fc.nat(200) })
      .map(({ from, at, length }) => from.subarray(at % from.length, (at % from.length) + length)),
  ),
})
const message = fc.tuple(seed, fc.array(edit, { maxLength: 4 })).map(([bytes, edits]) =>
  edits.reduce((made, { at, drop, insert }) => {
    const place = at % (made.length + 1)
    return Buffer.concat([made.subarray(0, place), insert, made.subarray(place + drop)])
  }, bytes),
)

test('whatever is made of the cases, no server reads a call in it that is not to pass', async () => {
  const { session, reached } = openOpenSession()
  let passed = 0
  await fc.assert(
    fc.asyncProperty(message, async bytes => {
      for (const line of splitLines(bytes)) {
        const read = readLine(line)
        if (read?.ok) session.receive(read.message)
      }
      await new Promise(setImmediate)
      for (const text of reached.splice(0)) {
        passed++
        // As a reader of lines, whatever it takes for one, who does not mind capitals.
        for (const line of text.split(/[\r\n\u0085\u2028\u2029]/))
          expect(calledIn(line)).not.toBe('erase_everything')
      }
    }),
    { numRuns: 20_000 },
  )
  // Otherwise it would prove nothing.
  expect(passed).toBeGreaterThan(100)
})

/** A session under the policy that allows all but one tool; what it hands over is kept and never answered. */
function openOpenSession() {
  const parsed = parsePolicy(JSON.stringify(policies.open))
  if (!parsed.ok) throw new Error('The policy has a fault.')
  const standing = { policy: parsed.policy, version: 'one', readsOnly: undefined }
  const reached: string[] = []
  // Nothing here has a limit or needs a yes, and the log has tests of its own.
  const keepers = { audit: { record() {} }, continuations: newContinuations() } as unknown as Keepers
  const entry = {
    name: 'server',
    id: 'local:server',
    prefix: '',
    policy: () => standing,
    repair: 'off' as const,
  }
  const session = openSession({
    caller: { grant: 'local', session: 'one' },
    keepers,
    say() {},
    toClient: () => undefined,
    connect: listenerOf => {
      const connection: Connection = connect(
        entry,
        events => ({
          send(sent) {
            if (sent.method === 'tools/list' && String(sent.id).startsWith('placard-')) {
              const answer = {
                jsonrpc: '2.0',
                id: sent.id,
                result: { tools: [{ name: 'erase_everything' }] },
              }
              const read = readMessage(Buffer.from(JSON.stringify(answer)))
              if (read.ok) queueMicrotask(() => events.onMessage(read.message))
            } else {
              reached.push(sent.line === undefined ? oneLine(sent.text) : Buffer.from(sent.line).toString())
              // So that its id may be used again.
              if (sent.kind === 'request')
                queueMicrotask(() => events.onLost(sent.id, 'nobody is there', true))
            }
            return undefined
          },
          async close() {},
        }),
        listenerOf(() => connection),
      )
      return [connection]
    },
  })
  return { session, reached }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  let start = 0
  const ended = Buffer.concat([bytes, Buffer.from('\n')])
  for (let end = ended.indexOf(10); end >= 0; end = ended.indexOf(10, start)) {
    lines.push(ended.subarray(start, end + 1))
    start = end + 1
  }
  return lines
}

/** The tool that a careless program would call on reading a line; null where it would call none. */
function calledIn(line: string): string | null {
  try {
    const { method, params } = caseless(JSON.parse(line)) as { method?: string; params?: { name?: string } }
    return fold(String(method)) === 'tools/call' ? fold(String(params?.name)) : null
  } catch {
    return null
  }
}

function caseless(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [fold(key), caseless(member)]))
}
