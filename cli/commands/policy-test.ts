import Table from 'cli-table3'
import { z } from 'zod'
import {
  type Decision,
  decide,
  type ExampleCall,
  loadSqlReader,
  type Policy,
  parseJson,
  parsePolicy,
  type SqlReader,
  slidingCounters,
} from '../../policy/index.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import { validatePolicy } from './policy-validate.ts'

/** One line of CALLS.jsonl: a call, what went before it, and the decision that is expected. */
const lineSchema = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  /** Absent: the hash that the policy pins, if it pins one. */
  definitionHash: z.string().optional(),
  /** Absent: the server that the policy is for. */
  server: z.string().optional(),
  approved: z.boolean().optional(),
  earlier: z
    .strictObject({
      calls: z.number().int().min(0).max(100_000),
      within: z.enum(['minute', 'hour', 'day']),
    })
    .optional(),
  decision: z.enum(['allow', 'deny', 'ask']),
})
type Case = z.infer<typeof lineSchema> & { line: number }
type Failure = { case: Case; decision: Decision }

/** How a policy decides a file of calls: a table of what came out otherwise than expected, and a count. */
export async function testPolicy(
  policyPath: string,
  callsPath: string,
): Promise<{ failed: number; lines: string[] }> {
  const source = readText(policyPath)
  const parsed = parsePolicy(source)
  if (!parsed.ok) throw new Error(validatePolicy(policyPath).lines.join('\n'))
  const cases = readCases(readText(callsPath), callsPath)
  const readsOnly = source.includes('sql_reads_only') ? await loadSqlReader() : undefined
  const failures = cases
    .map(one => ({ case: one, decision: play(parsed.policy, one, readsOnly) }))
    .filter(({ case: { decision: expected }, decision }) => decision.decision !== expected)
  const count = `${cases.length - failures.length} of ${cases.length} calls decided as expected.`
  return { failed: failures.length, lines: failures.length === 0 ? [count] : [tableOf(failures), count] }
}

function readCases(text: string, path: string): Case[] {
  const lines = text.split(/\r?\n/).map((source, index) => ({ source, line: index + 1 }))
  const cases = lines
    .filter(({ source }) => source.trim() !== '')
    .map(({ source, line }) => {
      const json = parseJson(source)
      const checked = lineSchema.safeParse(json.ok ? json.value : undefined)
      if (checked.success) return { ...checked.data, line }
      const why = json.ok
        ? `${checked.error.issues[0]!.path.join('.')}: ${checked.error.issues[0]!.message}`
        : json.message
      throw new Error(
        `${safeText(path, 200)}:${line} is no call with its expected decision (${safeText(why, 200)}). Write one like {"tool": "x", "arguments": {}, "decision": "deny"}.`,
      )
    })
  if (cases.length === 0) throw new Error(`${safeText(path, 200)} holds no calls.`)
  return cases
}

const milliseconds = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } satisfies Record<
  NonNullable<ExampleCall['earlier']>['within'],
  number
>

/** The decision on a call, after those that went before it, spread evenly over a window that ends with it. */
function play(policy: Policy, one: Case, readsOnly: SqlReader | undefined): Decision {
  const server = one.server ?? policy.server
  const definitionHash = one.definitionHash ?? policy.tools.get(one.tool)?.pin
  const call = {
    tool: one.tool,
    arguments: one.arguments,
    ...(one.approved !== undefined && { approved: one.approved }),
    ...(server !== undefined && { server }),
    ...(definitionHash !== undefined && { definitionHash }),
  }
  const counters = slidingCounters()
  const { calls, within } = one.earlier ?? { calls: 0, within: 'minute' }
  const pause = milliseconds[within] / (calls + 1)
  for (let earlier = 0; earlier < calls; earlier++) {
    const { reserve } = decide(policy, call, counters.at(earlier * pause), readsOnly)
    counters.reserve(reserve, earlier * pause)
  }
  return decide(policy, call, counters.at(calls * pause), readsOnly)
}

function tableOf(failures: Failure[]): string {
  const table = new Table({
    head: ['line', 'tool', 'expected', 'decided', 'by', 'because'],
    colWidths: [7, 26, 10, 9, 30, 40],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const { case: one, decision } of failures)
    table.push([
      one.line,
      safeText(one.tool, 60),
      one.decision,
      decision.decision,
      safeText(decision.rule, 80),
      safeText(decision.message, 200),
    ])
  return table.toString()
}
