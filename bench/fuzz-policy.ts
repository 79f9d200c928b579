import { parseArgs } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import {
  decide,
  loadSqlReader,
  parsePolicy,
  policyJsonSchema,
  readCall,
  slidingCounters,
} from '../policy/index.ts'
import { isLinearPattern } from '../policy/linear-pattern.ts'
import { argumentsOfCalls, brokenDocuments, names, policyDocuments } from '../test/policy/arbitraries.ts'

// Hostile documents and calls, as many as asked for: nothing may throw, nothing may take long, the engine may accept
// no document that the JSON Schema refuses, and no call may pass that the engine cannot read.
// `npm run fuzz:policy -- --runs 1000000 [--seed N]`
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
})
const runs = Number(values.runs)
const readsOnly = await loadSqlReader()
const accepts = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  formats: { re2: isLinearPattern },
}).compile(policyJsonSchema)
/** A single decision that takes longer than this hangs, by any measure. */
const longest = 2000
const counts = { documents: 0, policies: 0, calls: 0, unreadable: 0, allow: 0, ask: 0, deny: 0 }
let slowest = 0
const start = performance.now()

fc.assert(
  fc.property(
    fc.oneof({ weight: 8, arbitrary: policyDocuments }, brokenDocuments, fc.jsonValue()),
    names,
    fc.array(fc.tuple(argumentsOfCalls, fc.nat(15), fc.integer({ min: -10, max: 100_000 })), {
      maxLength: 4,
    }),
    (document, name, calls) => {
      const text = JSON.stringify(document)
      const parsed = parsePolicy(text)
      counts.documents++
      if (parsed.ok !== accepts(JSON.parse(text)))
        throw new Error(`The schema and the engine differ on ${text}`)
      if (!parsed.ok) return
      counts.policies++
      const counters = slidingCounters()
      const tool = parsed.policy.tools.keys().next().value ?? name
      for (const [args, spoil, now] of calls) {
        counts.calls++
        const read = readCall(spoiled(JSON.stringify({ name: tool, arguments: args }), spoil))
        if (!read.ok) {
          counts.unreadable++
          continue
        }
        const began = performance.now()
        const { decision, reserve } = decide(
          parsed.policy,
          { ...read.call, ...(parsed.policy.server !== undefined && { server: parsed.policy.server }) },
          counters.at(now),
          readsOnly,
        )
        slowest = Math.max(slowest, performance.now() - began)
        counts[decision]++
        if (decision === 'allow') counters.reserve(reserve, now)
        if (decision === 'allow' && (parsed.policy.hide?.includes(tool) || notAnObject(read.call.arguments)))
          throw new Error(`Passed: ${JSON.stringify(read.call)} by ${text}`)
      }
    },
  ),
  { numRuns: runs, seed: Number(values.seed) },
)
if (slowest > longest) throw new Error(`One decision took ${Math.round(slowest)} ms.`)
console.log(
  `${JSON.stringify(counts)}\nno crash, no hang (slowest decision ${slowest.toFixed(1)} ms), no pass that the schema refuses, in ${Math.round((performance.now() - start) / 1000)} s`,
)

/** The text of a call as a hostile client may send it: cut off, doubled, with a second name or a stray byte. */
function spoiled(text: string, how: number): string {
  if (how === 1) return text.slice(0, -1)
  if (how === 2) return `${text}${text}`
  if (how === 3) return text.replace('{', '{"name":"another",')
  if (how === 4) return text.replace('"arguments"', '"Arguments"')
  return text
}

function notAnObject(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Array.isArray(value)
}
