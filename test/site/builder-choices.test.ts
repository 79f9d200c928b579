import { describe, expect, test } from 'vitest'
import { classifyServer } from '../../classifier/index.ts'
import { decide, parsePolicy, recommendServer, slidingCounters, stringifyPolicy } from '../../policy/index.ts'
import { fromFragment, toFragment, usualChoices } from '../../site/scripts/builder/address.ts'
import { type Choice, type Choices, chosenPolicy, type Judged } from '../../site/scripts/builder/choices.ts'
import { inventedServers } from './invented-servers.ts'

const server = { id: 'npm:harbour-mooring', name: 'Harbour' }
const definitions = inventedServers[0]!.tools.map(({ definition }) => definition)
const verdicts = classifyServer(server, definitions)
const judged: Judged = {
  server,
  tools: definitions.map((definition, at) => ({ definition, verdict: verdicts[at]! })),
}
const names = definitions.map(({ name }) => name)
const everyChoice: Choice[] = [
  { kind: 'allow' },
  { kind: 'ask' },
  { kind: 'deny' },
  { kind: 'limit', max: 3, window: 'hour' },
]
const withChoice = (profile: Choices['profile'], name: string, choice: Choice): Choices => ({
  ...usualChoices(),
  profile,
  tools: new Map([[name, choice]]),
})
const outcomes = { allow: 'allow', ask: 'ask', deny: 'deny', limit: 'allow' } as const

describe.each(['observe', 'standard', 'strict'] as const)('under %s', profile => {
  test('nothing chosen is the recommendation', () => {
    expect(stringifyPolicy(chosenPolicy(judged, { ...usualChoices(), profile }))).toBe(
      stringifyPolicy(recommendServer(judged.tools, server, { profile }).policy),
    )
  })

  test('each choice for each tool does what it says, and nothing to the others', () => {
    const usual = recommendServer(judged.tools, server, { profile }).policy
    for (const [at, name] of names.entries())
      for (const choice of everyChoice) {
        const policy = chosenPolicy(judged, withChoice(profile, name, choice))
        expect(parsePolicy(stringifyPolicy(policy)).ok, `${name} ${choice.kind}`).toBe(true)
        const call = {
          tool: name,
          arguments: {},
          definitionHash: verdicts[at]!.definitionHash,
          server: server.id,
        }
        const { require, deny_if, limits } = policy.tools.get(name) ?? {}
        // To ask and to limit leave the rules on arguments in force, and this call has none.
        const keepsRules = choice.kind === 'ask' || choice.kind === 'limit'
        const bounded = keepsRules && (require || deny_if || limits?.some(({ sum }) => sum))
        if (!bounded)
          expect(decide(policy, call, slidingCounters().at(0)).decision, `${name} ${choice.kind}`).toBe(
            outcomes[choice.kind],
          )
        for (const other of names.filter(each => each !== name))
          expect(policy.tools.get(other)).toEqual(usual.tools.get(other))
      }
  })
})

test('choices for a tool that is not there are left out', () => {
  const policy = chosenPolicy(judged, withChoice('standard', 'no_such_tool', { kind: 'allow' }))
  expect(policy.tools.has('no_such_tool')).toBe(false)
})

describe('the address', () => {
  test('holds any name, and gives the same choices back', () => {
    const tools = new Map<string, Choice>([
      ['__proto__', { kind: 'allow' }],
      ['a/b&c=d#e?f', { kind: 'deny' }],
      ['10/minute/x', { kind: 'limit', max: 2, window: 'day' }],
      ['\u202eevil\n🚤', { kind: 'ask' }],
    ])
    const choices: Choices = { profile: 'strict', format: 'cursor', as: 'my-server', tools }
    expect(fromFragment(toFragment(choices))).toEqual(choices)
  })

  test('has none where nothing was chosen, and leaves out what it cannot read', () => {
    expect(toFragment(usualChoices())).toBe('#policy')
    expect(fromFragment('#policy')).toBeNull()
    expect(
      fromFragment('#policy?profile=loose&format=word&limit=many/minute/x&limit=3/week/x&unknown=1'),
    ).toEqual(usualChoices())
  })
})
