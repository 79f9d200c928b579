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

/** Everything that the rules see in a definition. */
export function observe(reading: Reading): Observation[] {
  const observations: Observation[] = []
  for (let ruleIndex = 0; ruleIndex < rules.length; ruleIndex++) {
    const rule = rules[ruleIndex]!
    const first = observations.length
    const seen = new Set<string>()
    const voice = rule.voice ?? 1
    rule.observe(reading, (value, at, excerpt) => {
      if (seen.has(value)) return
      seen.add(value)
      observations.push({ rule, ruleIndex, value, at, excerpt, voice })
    })
    if (rule.shared) shareVoice(observations, first)
  }
  return observations
}

function shareVoice(observations: Observation[], first: number): void {
  const share = 1 / Math.sqrt(Math.max(1, observations.length - first))
  for (let place = first; place < observations.length; place++) observations[place]!.voice *= share
}
