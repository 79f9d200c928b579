import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  decide,
  parsePolicy,
  policyJsonSchema,
  slidingCounters,
  stringifyPolicy,
} from '../../policy/index.ts'
import { isLinearPattern } from '../../policy/linear-pattern.ts'
import { largestNumber, pathPattern, sqlDialects } from '../../policy/policy-schema.ts'
import { argumentsOfCalls, brokenDocuments, names, policyDocuments } from './arbitraries.ts'

// Thousands of documents take a while on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { re2: isLinearPattern } })
const accepts = ajv.compile(policyJsonSchema)

describe('the JSON Schema and the engine accept the same documents', () => {
  const agree = (document: unknown) => {
    const text = JSON.stringify(document)
    expect(accepts(JSON.parse(text))).toBe(parsePolicy(text).ok)
  }

  test('that look like a policy', () => {
    const seen = { true: 0, false: 0 }
    fc.assert(
      fc.property(policyDocuments, document => {
        agree(document)
        seen[`${accepts(document)}`]++
      }),
      { numRuns: 2000 },
    )
    // A property that only ever meets one kind of document proves nothing.
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100)
  })

  test('in which one thing is out of place', () => {
    fc.assert(fc.property(brokenDocuments, agree), { numRuns: 2000 })
  })

  test('that are any JSON at all', () => {
    fc.assert(fc.property(fc.jsonValue(), agree))
  })
})

test('what is written once in each says the same', () => {
  const { $defs } = policyJsonSchema as never as { $defs: { [name: string]: { [keyword: string]: unknown } } }
  expect($defs.path?.pattern).toBe(pathPattern.source)
  expect($defs.number?.maximum).toBe(largestNumber)
  expect(JSON.stringify($defs.condition)).toContain(JSON.stringify(sqlDialects))
})

test('a policy is the same after it was written and read again', () => {
  fc.assert(
    fc.property(policyDocuments, document => {
      const parsed = parsePolicy(JSON.stringify(document))
      fc.pre(parsed.ok)
      const printed = stringifyPolicy(parsed.policy)
      const again = parsePolicy(printed)
      expect(again).toEqual(parsed)
      expect(again.ok && stringifyPolicy(again.policy)).toBe(printed)
    }),
  )
})

test('every call gets the same answer twice, and never a crash', () => {
  fc.assert(
    fc.property(policyDocuments, names, argumentsOfCalls, (document, tool, args) => {
      const parsed = parsePolicy(JSON.stringify(document))
      fc.pre(parsed.ok)
      const { policy } = parsed
      const named = [...policy.tools.keys()][0] ?? tool
      for (const name of [tool, named]) {
        const call = { tool: name, arguments: args, ...(policy.server && { server: policy.server }) }
        const counters = slidingCounters()
        const decision = decide(policy, call, counters.at(0))
        expect(decide(policy, call, counters.at(0))).toEqual(decision)
        if (decision.decision === 'deny') expect(decision.reserve).toEqual([])
        if (policy.default === 'deny' && !policy.tools.has(name)) expect(decision.decision).toBe('deny')
        if (policy.hide?.includes(name)) expect(decision.decision).toBe('deny')
      }
    }),
    { numRuns: 1000 },
  )
})
