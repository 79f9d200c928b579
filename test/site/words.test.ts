import { expect, test } from 'vitest'
import { parsePolicy } from '../../policy/index.ts'
import { sortName } from '../../site/atlas.ts'
import { readIssuesAddress } from '../../site/report.ts'
import { firstSentence } from '../../site/words/first-sentence.ts'
import { answerForServer } from '../../site/words/policy-in-short.ts'

test.each([
  ['Sends a message. It cannot be unsent.', 'Sends a message.'],
  ['Reads a file, e.g. a note. Then ends.', 'Reads a file, e.g. a note.'],
  ['Lists U.S. states. All of them.', 'Lists U.S. states.'],
  ['Opens version 2.5 of it', 'Opens version 2.5 of it'],
  ['\n  One line\nand another', 'One line'],
  ['', ''],
])('the first sentence of %j', (text, sentence) => expect(firstSentence(text)).toBe(sentence))

test('a first sentence that never ends is cut between words', () => {
  const cut = firstSentence('word '.repeat(1000), 40)
  expect(cut).toBe('word word word word word word word word …')
  expect(firstSentence('😀'.repeat(3000), 41).isWellFormed()).toBe(true)
})

test.each([
  ['@scope/name', 'scope/name'],
  ['  “Quoted”', 'Quoted”'],
  ['12306-mcp', '12306-mcp'],
  ['🦭', ''],
])('%s stands among the servers under %s', (name, sorted) => expect(sortName(name)).toBe(sorted))

test.each([
  [{ bugs: { url: 'https://code.example/placard/issues/' } }, 'https://code.example/placard/issues'],
  [{ bugs: 'https://code.example/placard/issues' }, 'https://code.example/placard/issues'],
  [{ bugs: { url: 'javascript:alert(1)' } }, null],
  [{ bugs: { email: 'a@b.example' } }, null],
  [{}, null],
])('reports go to what package.json names: %j', (file, address) =>
  expect(readIssuesAddress(file)).toBe(address),
)

test.each([
  [{ a: {}, b: {} }, 'Yes'],
  [
    { a: {}, b: { limits: [{ counter: 'c', window: 'minute', max: 3, scope: 'grant' }] } },
    'Yes, within bounds',
  ],
  [{ a: {} }, 'Yes, without 1 of its tools'],
  [{ a: {}, b: { approval: {} } }, 'Yes, if a person agrees to the calls of 1 of its tools'],
  [{ a: { approval: {} }, b: { approval: {} } }, 'Only while a person agrees to the calls'],
  [{}, 'No'],
])('may an agent have a server whose policy is %j? %s', (tools, answer) => {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', tools }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed))
  expect(answerForServer(parsed.policy, ['a', 'b'])).toBe(answer)
})
