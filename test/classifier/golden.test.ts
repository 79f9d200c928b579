import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  type Category,
  classify,
  type Severity,
  type ToolDefinition,
  type Verdict,
} from '../../classifier/index.ts'

// Invented tools, one a line, each with the label that docs/rubric.md gives it, and one golden line for each, so that a
// change of rules or weights shows as exactly the tools that moved. `npx vitest -u` writes the golden file anew.
type Line = Omit<ToolDefinition, 'name'> & {
  server: string
  serverDescription?: string
  tool: string
  category: Category
  severity: Severity
}

/** How many of the lines may be wrong. May only go down. */
const mostWrong = { category: 6, severity: 10 }

const lines = readFileSync(new URL('../fixtures/tools.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Line)
const judged = lines.map(line => ({ line, verdict: verdictOf(line) }))

test('every tool has the verdict of the golden file', async () => {
  const golden = judged.map(({ line, verdict }) => goldenLine(line, verdict)).join('\n')
  await expect(`${golden}\n`).toMatchFileSnapshot('../golden/verdicts.txt')
})

test('not more labels are wrong than before', () => {
  const wrong = (key: 'category' | 'severity') =>
    judged
      .filter(({ line, verdict }) => line[key] !== verdict[key])
      .map(({ line, verdict }) => `${line.tool}: ${line[key]}, not ${verdict[key]}`)
  expect(wrong('category').length, wrong('category').join('; ')).toBeLessThanOrEqual(mostWrong.category)
  expect(wrong('severity').length, wrong('severity').join('; ')).toBeLessThanOrEqual(mostWrong.severity)
})

function verdictOf(line: Line): Verdict {
  const siblings = lines.filter(({ server }) => server === line.server).map(toDefinition)
  const server = {
    name: line.server,
    ...(line.serverDescription ? { description: line.serverDescription } : {}),
  }
  return classify(toDefinition(line), { server, siblings })
}

function toDefinition({ tool, description, inputSchema }: Line): ToolDefinition {
  return { name: tool, ...(description ? { description } : {}), ...(inputSchema ? { inputSchema } : {}) }
}

function goldenLine({ server, tool, category }: Line, verdict: Verdict): string {
  const mark = verdict.category === category ? ' ' : '!'
  const can = verdict.capabilities.join(' ') || '-'
  return `${mark} ${server} ${tool}: ${verdict.category} ${verdict.severity} ${verdict.confidence.toFixed(1)} ${can}`
}
