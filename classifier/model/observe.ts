import type { Reading } from '../reading/read-definition.ts'
import { rules } from '../rules/index.ts'
import type { Rule } from '../rules/rule.ts'

/** One thing that a rule saw in a definition. A rule sees a value once, however often it stands there. */
export type Observation = {
  rule: Rule
  /** Place of the rule in `rules`. */
  ruleIndex: number
  value: string
  /** JSON Pointer into the definition, or a place outside it. */
  at: string
  /** What stands there. A stranger's text. */
  excerpt: string
  /** How loudly it speaks: what its weights are multiplied by. */
  voice: number
}

/** Everything that the rules see in a definition. `score` adds the same up without keeping it. */
export function observe(reading: Reading): Observation[] {
  const observations: Observation[] = []
  for (let ruleIndex = 0; ruleIndex < rules.length; ruleIndex++) {
    const rule = rules[ruleIndex]!
    const first = observations.length
    const seen = new Set<string>()
    let calls = 0
    rule.observe(reading, (value, at, excerpt) => {
      calls++
      if (seen.has(value)) return
      seen.add(value)
      observations.push({ rule, ruleIndex, value, at, excerpt, voice: 1 })
    })
    const voice = voiceOf(rule, calls)
    for (let place = first; place < observations.length; place++) observations[place]!.voice = voice
  }
  return observations
}

/** How loudly each observation of a rule speaks that saw so many things. */
export function voiceOf({ voice = 1, shared = false }: Rule, calls: number): number {
  return shared && calls > 1 ? voice / Math.sqrt(calls) : voice
}
