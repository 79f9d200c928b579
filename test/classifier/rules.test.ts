import { describe, expect, test } from 'vitest'
import type { ToolDefinition } from '../../classifier/index.ts'
import { readDefinition } from '../../classifier/reading/read-definition.ts'
import { readServer } from '../../classifier/reading/read-server.ts'
import { rules } from '../../classifier/rules/index.ts'
import type { Example, Rule } from '../../classifier/rules/rule.ts'

describe.each(rules)('$id', rule => {
  test.each(rule.hits)('sees “$value” in $tool.name', example => {
    expect(valuesOf(rule, example)).toContain(example.value)
  })
  test.each(rule.misses)('does not see “$value” in $tool.name', example => {
    expect(valuesOf(rule, example)).not.toContain(example.value)
  })
  test('has hits, misses and a reason', () => {
    expect(rule.hits.length).toBeGreaterThan(0)
    expect(rule.misses.length).toBeGreaterThan(0)
    expect(rule.why).toMatch(/^[A-Z].*[.?]$/)
  })
})

test('ids are unique and in kebab case', () => {
  const ids = rules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

function valuesOf(rule: Rule, { tool, server = 'acme', siblings = [] }: Example): string[] {
  const definition: ToolDefinition = tool
  const company = [definition, ...siblings.map(name => ({ name }))]
  const values: string[] = []
  rule.observe(readDefinition(definition, readServer({ name: server }, company)), (_at, _excerpt, ...parts) =>
    values.push(parts.map(part => part?.text).join('')),
  )
  return values
}
