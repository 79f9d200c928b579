import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ToolDefinition } from '../classifier/index.ts'
import {
  type ExampleCall,
  exportFormats,
  type JudgedTool,
  loadSqlReader,
  parsePolicy,
  profiles,
  recommendServer,
  stringifyPolicy,
} from '../policy/index.ts'
import { compareFates } from '../test/policy/exports/compare-fates.ts'
import { play } from '../test/policy/play.ts'
import { readServers } from './corpus-catalogue.ts'

// Recommends a policy for every server of a corpus, by every profile, and counts what is not as it should be: a policy
// that does not validate, an example call that is not let through or stopped as its rule says, an export that reads
// back milder or different without saying so. `npm run bench:policies -- --corpus FILE [--every N] [--part M]`
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '../shared/corpus/tools.jsonl.gz' },
    every: { type: 'string', default: '1' },
    part: { type: 'string', default: '0' },
    calls: { type: 'string', default: '12' },
  },
})
if (!existsSync(values.corpus)) {
  console.log(`There is no corpus at ${values.corpus}: name one with --corpus FILE.`)
  process.exit(0)
}

const readsOnly = await loadSqlReader()
const every = Number(values.every)
const servers = readServers(values.corpus).filter((_, place) => place % every === Number(values.part))
const counts = {
  servers: 0,
  policies: 0,
  invalid: 0,
  examples: 0,
  wrongExamples: 0,
  exports: 0,
  calls: 0,
  faults: 0,
}
const shown: string[] = []

for (const { id, tools, verdicts } of servers) {
  counts.servers++
  const judged = tools.map((definition, place) => ({ definition, verdict: verdicts[place]! }))
  for (const profile of profiles) checkPolicy(id, judged, profile)
}
for (const fault of shown) console.log(fault)
console.log(JSON.stringify(counts, null, 1))
if (counts.invalid + counts.wrongExamples + counts.faults > 0) process.exitCode = 1

function checkPolicy(id: string, judged: JudgedTool[], profile: (typeof profiles)[number]): void {
  const { policy, explanations } = recommendServer(judged, { id, name: 'box' }, { profile })
  counts.policies++
  const parsed = parsePolicy(stringifyPolicy(policy))
  if (!parsed.ok) {
    counts.invalid++
    show(`${id} ${profile}: not valid: ${JSON.stringify(parsed.problems[0])}`)
    return
  }
  const examples: ExampleCall[] = []
  for (const { at, passes, stopped } of explanations) {
    for (const [example, wanted] of [
      [passes, true],
      [stopped, false],
    ] as const) {
      if (example === null) continue
      examples.push(example)
      counts.examples++
      const { decision } = play(parsed.policy, example, readsOnly)
      if ((decision === 'allow') !== wanted && !(wanted && decision === 'ask')) {
        counts.wrongExamples++
        show(`${id} ${profile} ${at}: ${decision} for ${JSON.stringify(example)}`)
      }
    }
  }
  if (profile !== 'observe')
    checkExports(
      id,
      judged.map(({ definition }) => definition),
      parsed.policy,
      examples,
    )
}

function checkExports(
  id: string,
  tools: ToolDefinition[],
  policy: Parameters<typeof compareFates>[1],
  examples: ExampleCall[],
): void {
  // Some products read their whole document for every call, so that a large server takes a sample of its calls.
  const step = Math.max(1, Math.floor(examples.length / Number(values.calls)))
  const calls = examples
    .filter((_, place) => place % step === 0)
    .map(({ tool, arguments: args, definitionHash }) => ({
      tool,
      arguments: args,
      ...(definitionHash !== undefined && { definitionHash }),
    }))
  for (const format of exportFormats) {
    const { faults, compared } = compareFates(format, policy, { name: 'box', id }, tools, calls, readsOnly)
    counts.exports++
    counts.calls += compared
    counts.faults += faults.length
    for (const fault of faults) show(`${id} ${format}: ${fault.slice(0, 600)}`)
  }
}

function show(line: string): void {
  if (shown.length < 20) shown.push(line)
}
