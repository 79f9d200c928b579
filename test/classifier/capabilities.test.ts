import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { goesWith, holdTogether } from '../../classifier/capabilities.ts'
import { severityOf } from '../../classifier/decide.ts'
import { type Capability, capabilities, classify, gradedCategories } from '../../classifier/index.ts'
import { model } from '../../classifier/model/weights.ts'

const likelihoods = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: capabilities.length,
  maxLength: capabilities.length,
})
const thresholds = capabilities.map(() => 0.5)

describe('capabilities held together', () => {
  test('whatever the heads say, none contradicts the category', () => {
    fc.assert(
      fc.property(likelihoods, fc.constantFrom(...gradedCategories), (likely, category) => {
        const found = holdTogether(likely, thresholds, category)
        expect(found.filter(capability => !goesWith(capability, category))).toEqual([])
        expect(found.includes('move-money')).toBe(category === 'Financial')
        expect(found).toEqual(capabilities.filter(capability => found.includes(capability)))
      }),
    )
  })
  test('an Execute runs code, starts something or acts in an interface, where anything speaks for it', () => {
    fc.assert(
      fc.property(likelihoods, likely => {
        const found = holdTogether(likely, thresholds, 'Execute')
        const deeds: Capability[] = ['run-code', 'control-process', 'drive-ui']
        const spoken = deeds.some(deed => likely[capabilities.indexOf(deed)]! > 0.5)
        if (spoken) expect(found.some(capability => deeds.includes(capability))).toBe(true)
      }),
    )
  })
  test('a call of an arbitrary interface need not be any of the three', () => {
    const likely = capabilities.map(() => 0.1)
    expect(holdTogether(likely, thresholds, 'Execute')).toEqual([])
  })
  test('for an Execute its likeliest deed stands in where none is likely enough by itself', () => {
    const likely = capabilities.map(capability => (capability === 'drive-ui' ? 0.4 : 0.1))
    expect(holdTogether(likely, thresholds, 'Execute')).toEqual(['drive-ui'])
    expect(holdTogether(likely, thresholds, 'Read')).toEqual([])
  })
  test('a Read cannot change anything, a Write cannot promise to read only', () => {
    const all = capabilities.map(() => 1)
    expect(holdTogether(all, thresholds, 'Read')).not.toContain('change-access')
    expect(holdTogether(all, thresholds, 'Read')).toContain('free-query')
    expect(holdTogether(all, thresholds, 'Write')).not.toContain('free-query')
    expect(holdTogether(all, thresholds, 'Write')).not.toContain('run-code')
  })
  test('every head that says yes or no has a threshold', () => {
    expect(model.thresholds).toHaveLength(capabilities.length + 1)
    for (const threshold of model.thresholds) {
      expect(threshold).toBeGreaterThan(0)
      expect(threshold).toBeLessThan(1)
    }
  })
})

describe('severity follows from category and capabilities', () => {
  test.each([
    ['Destructive', [], false, 'Critical'],
    ['Financial', ['move-money'], false, 'Critical'],
    ['Execute', ['run-code'], true, 'Critical'],
    ['Execute', ['run-code'], false, 'High'],
    ['Execute', ['control-process'], true, 'High'],
    ['Write', ['modify-data', 'change-access'], false, 'High'],
    ['Write', ['actuate'], false, 'High'],
    ['Write', ['modify-data'], false, 'Medium'],
    ['Read', ['read-secrets'], false, 'High'],
    ['Read', ['free-query'], false, 'Medium'],
    ['Read', ['read-private', 'read-untrusted', 'spend'], false, 'Low'],
    ['Ungraded', [], false, 'High'],
  ] as const)('%s with %j is %s %s', (category, found, onHost, severity) => {
    expect(severityOf(category, found, onHost)).toBe(severity)
  })
})

describe('each capability says what it rests on', () => {
  test.each([
    ['assign_role', 'Assigns a role to a user of the organization.', 'change-access', '/name'],
    ['get_private_key', 'Returns the private key of a wallet.', 'read-secrets', '/name'],
    ['get_secret_by_id', 'Gets one by its id.', 'read-secrets', '/name'],
    ['delete_bucket', 'Permanently deletes a bucket.', 'delete-data', '/name'],
  ] as const)('%s', (name, description, capability, at) => {
    const definition = { name, description }
    const verdict = classify(definition, { server: { name: 'acme' }, siblings: [definition] })
    expect(verdict.capabilities).toContain(capability)
    expect(verdict.capabilityEvidence.map(evidence => evidence.capability)).toEqual(verdict.capabilities)
    const evidence = verdict.capabilityEvidence.find(one => one.capability === capability)
    expect([at, '/description']).toContain(evidence?.at)
    expect(evidence?.excerpt).not.toBe('')
  })
})

test('what only is looked up by a secret gives none out', () => {
  const tool = { name: 'get_user_by_api_key', description: 'Finds a user.' }
  const { capabilities: found } = classify(tool, { server: { name: 'club' }, siblings: [tool] })
  expect(found).not.toContain('read-secrets')
})
