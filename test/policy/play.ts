import {
  type Decision,
  decide,
  type ExampleCall,
  type Policy,
  type SqlReader,
  slidingCounters,
} from '../../policy/index.ts'

const milliseconds = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** What the engine says to an example, after as many calls like it as it wants to have gone before. */
export function play(policy: Policy, example: ExampleCall, readsOnly?: SqlReader): Decision {
  const counters = slidingCounters()
  const call = { ...example, ...(policy.server !== undefined && { server: policy.server }) }
  const { calls, within } = example.earlier ?? { calls: 0, within: 'minute' as const }
  const pause = milliseconds[within] / (calls + 1)
  for (let earlier = 0; earlier < calls; earlier++) {
    const { reserve } = decide(policy, call, counters.at(earlier * pause), readsOnly)
    counters.reserve(reserve, earlier * pause)
  }
  return decide(policy, call, counters.at(calls * pause), readsOnly)
}
